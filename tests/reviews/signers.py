"""Cells of the permission matrix where whoever signs first must not act for whoever hands in."""

from backend.access.rules import Role
from tests.access.matrix import Relation

HEADS = {
    # The head signs first: he neither hands in himself nor takes back what others handed in.
    (Role.department_head, Relation.same): 403,
    (Role.department_head, Relation.ancestor): 403,
}
