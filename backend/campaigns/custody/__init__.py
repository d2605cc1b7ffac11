"""The ledger of paper copies."""
