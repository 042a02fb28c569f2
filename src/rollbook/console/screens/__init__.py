"""The screens: one file each, with what it asks, its columns as data, and its acts. Loaded, each makes itself known."""
