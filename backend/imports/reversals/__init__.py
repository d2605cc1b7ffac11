"""Taking an import back: what it did row by row, unless somebody has worked on it since."""
