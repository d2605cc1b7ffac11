"""流程再造: a reviewed flow is drawn anew by its department."""
