"""封存的内容: what a closed year holds, line by line."""
