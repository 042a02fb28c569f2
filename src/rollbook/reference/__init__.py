"""The method reference: Markdown pages made from the contracts, and from nothing else."""
