"""排查: inventories (附件二, 附件三) and risk points."""
