"""What a party is and how it changes: its words, its facts, lists of organisations, successions. Pure."""
