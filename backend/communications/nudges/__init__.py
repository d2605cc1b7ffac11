"""催办: a word to those who are late, not more than once a day."""
