"""防控措施: plans of measures, progress, effect."""
