"""轮岗: the clock of key posts."""
