"""What is kept, and the only place that asks or changes the database."""
