"""Risks somebody else points out: colleagues, superiors, the office (requirements S70–S71, S97)."""
