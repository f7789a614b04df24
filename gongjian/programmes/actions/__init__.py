"""What changes the ledger. Every action is atomic, checked, and leaves one audit record."""
