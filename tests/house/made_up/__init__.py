"""A method that nobody needs: one file, as whoever adds a method writes it."""
