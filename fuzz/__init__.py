"""Coverage-guided fuzzing of the envelope and of the contracts: `make fuzz`."""
