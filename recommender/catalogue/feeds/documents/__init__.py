"""Platforms whose files are documents rather than tables: JSON and XML, with variants and categories within."""
