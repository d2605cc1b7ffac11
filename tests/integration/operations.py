"""The operations of the change feed for the permission matrix; what a client sees in it is tested beside."""

from tests.access.matrix import Operation

OPERATIONS = (
    Operation("list_changes", "/changes", is_about_row=False),
    Operation("get_snapshot", "/snapshot", is_about_row=False),
    Operation("get_digest", "/digest", is_about_row=False),
)
