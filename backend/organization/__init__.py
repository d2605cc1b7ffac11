"""组织: departments, positions, people, appointments, oversight, officers."""
