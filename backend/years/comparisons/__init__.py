"""对比: two years side by side."""
