"""What differs between databases: SQLite, and PostgreSQL."""
