"""排查表: 附件二 of a department, 附件三 of a position."""
