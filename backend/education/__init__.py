"""廉政教育: pledges of those who hold posts."""
