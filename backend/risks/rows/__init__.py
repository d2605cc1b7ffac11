"""The rows of one sheet, edited as a grid."""
