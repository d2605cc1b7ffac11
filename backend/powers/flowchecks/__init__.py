"""流程审查: one version of a flow held against the checklist, its defects, and what the product itself notices."""
