"""How a package is written: plain documents, the zip file, its index and its hashes. Knows no database."""
