"""What a body states about itself, and what is asked of it. Pure."""
