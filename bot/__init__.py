"""Conversations about photos, on every chat platform. Asynchronous; see bot/__main__.py for the command line."""
