"""职权目录(附件一): the powers of a department in a year, reviewed as one sheet."""
