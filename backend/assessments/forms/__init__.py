"""The public side of opinion drives: a form behind a link, without signing in."""
