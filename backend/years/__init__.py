"""年度: carry-forward, closing, comparison."""
