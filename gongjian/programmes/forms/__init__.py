"""What people type into the ledger."""
