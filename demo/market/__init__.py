"""Who buys, who sells, and what."""
