"""附件: files attached to meetings, notices and questions."""
