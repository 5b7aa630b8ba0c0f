"""What `python -m bot check` looks at, part by part."""
