"""What applying an import would do: the same plan is shown beforehand and carried out afterwards."""
