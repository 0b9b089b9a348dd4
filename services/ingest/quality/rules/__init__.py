"""The quality rules, one a file, in folders by what they judge."""
