"""What statements are made of: tables of values, joins, inserts and deletes."""
