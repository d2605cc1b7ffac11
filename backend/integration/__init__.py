"""集成: the change feed and the snapshot for other campus systems."""
