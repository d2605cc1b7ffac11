"""征求意见: rounds of asking those whom a department serves, with a public link."""
