"""The order of finding risks: duties, powers, flow, risk points (handout.txt line 28)."""
