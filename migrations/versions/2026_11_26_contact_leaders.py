"""The role of leaders in contact with departments."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_26_contact_leaders"
down_revision = "2026_11_26_pledges"
branch_labels = None
depends_on = None

BEFORE = (
    "staff",
    "liaison",
    "department_head",
    "supervising_leader",
    "leadership",
    "office",
    "supervisor",
    "system_admin",
    "security_admin",
    "audit_admin",
)
AFTER = (*BEFORE[:4], "contact_leader", *BEFORE[4:])
ADMIN = sa.text("role IN ('audit_admin', 'security_admin', 'system_admin')")


def _allow(roles: tuple[str, ...]) -> None:
    """SQLite copies the table for it, and would forget that the index is over a part of the rows: it is made anew."""
    listed = ", ".join(f"'{role}'" for role in roles)
    op.drop_index("uq_role_grant_admin", "role_grant")
    with op.batch_alter_table("role_grant") as batch_op:
        batch_op.drop_constraint(op.f("ck_role_grant_role"), type_="check")
        batch_op.create_check_constraint(op.f("ck_role_grant_role"), f"role IN ({listed})")
    op.create_index(
        "uq_role_grant_admin",
        "role_grant",
        ["user_id"],
        unique=True,
        sqlite_where=ADMIN,
        postgresql_where=ADMIN,
    )


def upgrade() -> None:
    """The rights themselves follow when the grants are derived anew, within an hour of the start."""
    _allow(AFTER)


def downgrade() -> None:
    op.execute("DELETE FROM role_grant WHERE role = 'contact_leader'")
    _allow(BEFORE)
