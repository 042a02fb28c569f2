"""The protocol itself: packages, tags, rules and errors. Knows no web framework and no database."""
