"""活动: campaigns with stages, deliverables, submissions; the calendar and the open and closed years."""
