"""The database itself: its engine, its schema, its files, its nodes."""
