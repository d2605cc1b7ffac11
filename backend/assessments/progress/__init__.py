"""五步进度: how far each sheet and each department has come, and who owes the next step."""
