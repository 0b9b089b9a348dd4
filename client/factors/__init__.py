"""Sets of factors: published lists as tables, and proposing them."""
