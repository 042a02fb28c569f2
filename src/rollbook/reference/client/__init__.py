"""Generates the typed client from the contracts."""
