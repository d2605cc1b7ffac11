"""台账总览: what every department owes and has handed in, and where its papers are (opinion.txt line 33)."""
