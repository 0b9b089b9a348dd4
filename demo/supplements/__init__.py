"""What bodies say of their procedures beside the notices, and what it must lead to."""
