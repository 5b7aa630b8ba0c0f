"""What an index knows of all its products, column by column."""
