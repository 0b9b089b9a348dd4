"""What the year must lead to: a ledger of facts."""
