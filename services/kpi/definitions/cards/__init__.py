"""Definition cards, one per file."""
