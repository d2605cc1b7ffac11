"""`make bench`: the product beside the raw database, in one run, on the same rows. Ratios count, not seconds."""
