"""What was found in an uploaded file, written as comments into its own cells and handed back."""
