"""The register's reads: statements are built once for each shape of question, and rows leave as they come."""
