"""Measurements: how fast calls are, as ratios to what the raw driver takes for the same rows in the same run."""
