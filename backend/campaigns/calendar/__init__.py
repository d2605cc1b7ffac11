"""Working days in China: the week, the holidays and the days worked instead (调休)."""
