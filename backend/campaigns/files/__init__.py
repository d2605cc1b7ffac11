"""Files of submissions, and how any kept file goes out."""
