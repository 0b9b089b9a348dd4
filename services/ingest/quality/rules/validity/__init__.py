"""Values that cannot be meant."""
