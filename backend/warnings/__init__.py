"""预警处置: warning cases (附件四)."""
