"""The official flowchart with the risk points on its steps; powers draw it, but know no risks."""
