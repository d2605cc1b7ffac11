"""分管与联系: a leader's two different relations to a department."""
