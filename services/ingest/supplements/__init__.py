"""Supplements: what a buyer says of a procedure beside its notices, and what is still to be asked."""
