"""部门汇总: departments with everything below them, and counts added up to them; what every cockpit starts from."""
