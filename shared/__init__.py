"""What at least two services use. Knows no service."""
