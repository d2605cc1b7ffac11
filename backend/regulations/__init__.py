"""制度依据库: the texts that powers, measures and campaigns stand on."""
