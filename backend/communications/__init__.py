"""沟通: meetings, notices with receipts, questions and nudges."""
