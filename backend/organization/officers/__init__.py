"""部门负责人与联络员: who answers for a department over which period."""
