"""找准、找全、找实: checks with reasons over sheets, powers and measures."""
