"""The kit knows no domain word: sessions, terms, problems, paging, journal, machines."""
