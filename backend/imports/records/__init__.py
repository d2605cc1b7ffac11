"""附件四 from a file: who may, what it would do to the warnings, and how it is done through their own actions."""
