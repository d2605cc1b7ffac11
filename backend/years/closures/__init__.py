"""封存: a closed year never changes again."""
