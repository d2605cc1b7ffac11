"""Three sample risks for every kind of post, to adopt and adapt."""
