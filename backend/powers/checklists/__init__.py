"""流程审查清单: by what a flow is reviewed."""
