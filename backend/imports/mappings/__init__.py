"""What a department's own words for columns and levels mean: said once by a person, used again for its next file."""
