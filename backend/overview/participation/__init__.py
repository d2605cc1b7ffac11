"""全员参与: who of the staff takes part in the finding, and who has no post to fill in a sheet for."""
