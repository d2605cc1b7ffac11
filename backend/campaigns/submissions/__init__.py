"""What departments handed in: files, versions, receipts."""
