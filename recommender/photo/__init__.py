"""Bytes in, an upright RGB array out, within limits. Nothing else decodes images."""
