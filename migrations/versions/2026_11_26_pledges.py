"""Pledges of those who hold posts; wordings by tier of post."""

import sqlalchemy as sa
from alembic import op

from backend.kit.table import CAMPUS_ZONE, BigId, UtcDateTime

revision = "2026_11_26_pledges"
down_revision = "2026_11_26_inspections"
branch_labels = None
depends_on = None

TARGETS = (
    "deliverable",
    "power_catalogue",
    "risk_inventory",
    "review",
    "assessment",
    "measure",
    "recheck",
    "handover",
    "notice",
    "question",
    "other",
)
KINDS = (
    "review",
    "warning",
    "notice",
    "nudge",
    "question",
    "suggestion",
    "meeting",
    "submission",
    "measure",
    "recheck",
    "handover",
    "deadline",
    "inspection",
)
HANDOVER = "handover"


def _term(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def _with_pledge(values: tuple[str, ...]) -> tuple[str, ...]:
    """Behind hand-overs, as the terms name them."""
    at = values.index(HANDOVER) + 1
    return (*values[:at], "pledge", *values[at:])


def _allow(table: str, column: str, name: str, values: tuple[str, ...]) -> None:
    listed = ", ".join(f"'{value}'" for value in values)
    with op.batch_alter_table(table) as batch_op:
        batch_op.drop_constraint(op.f(f"ck_{table}_{name}"), type_="check")
        batch_op.create_check_constraint(op.f(f"ck_{table}_{name}"), f"{column} IN ({listed})")


def upgrade() -> None:
    """What was published so far was for everybody, and was signed once, at the hand-over."""
    renewal = _term("pledge_renewal", "yearly", "on_new_text")
    tier = _term("position_tier", "leadership", "middle", "general")
    with op.batch_alter_table("pledge_text") as batch_op:
        batch_op.add_column(sa.Column("tier", tier, nullable=True))
        batch_op.add_column(sa.Column("renewal", renewal, nullable=False, server_default="on_new_text"))
    with op.batch_alter_table("pledge_text") as batch_op:
        batch_op.alter_column("renewal", server_default=None)
    op.create_table(
        "integrity_pledge",
        sa.Column("id", BigId, nullable=False),
        sa.Column("appointment_id", BigId, nullable=False),
        sa.Column("position_id", BigId, nullable=False),
        sa.Column("person_id", BigId, nullable=False),
        sa.Column("person_name", sa.String(length=100), nullable=False),
        sa.Column("position_name", sa.String(length=100), nullable=False),
        sa.Column("department_name", sa.String(length=100), nullable=False),
        sa.Column("text_number", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=5000), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("signed_at", UtcDateTime(timezone=True), nullable=False),
        *(
            sa.ForeignKeyConstraint(
                [f"{target}_id"], [f"{target}.id"], name=op.f(f"fk_integrity_pledge_{target}_id")
            )
            for target in ("appointment", "position", "person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_integrity_pledge")),
        sa.UniqueConstraint(
            "appointment_id",
            "text_number",
            "year",
            name=op.f("uq_integrity_pledge_appointment_id_text_number_year"),
        ),
    )
    op.create_index("ix_integrity_pledge_year", "integrity_pledge", ["year", "id"])
    for column in ("position_id", "person_id"):
        op.create_index(op.f(f"ix_integrity_pledge_{column}"), "integrity_pledge", [column])
    _allow("nudge", "target_kind", "nudge_target", _with_pledge(TARGETS))
    _allow("notification", "kind", "notification_kind", _with_pledge(KINDS))
    _sign_acknowledged()


def _sign_acknowledged() -> None:
    """Who has acknowledged a hand-over has pledged with it: the frozen page says what."""
    metadata = sa.MetaData()
    handovers, pledges, units = (
        sa.Table(name, metadata, autoload_with=op.get_bind())
        for name in ("handover", "integrity_pledge", "department")
    )
    posts = metadata.tables["position"]
    statement = (
        sa.select(
            *(handovers.c[name] for name in ("appointment_id", "position_id", "person_id", "person_name")),
            posts.c.name.label("position_name"),
            units.c.name.label("department_name"),
            handovers.c.pledge_version,
            handovers.c.content,
            sa.type_coerce(handovers.c.acknowledged_at, UtcDateTime(timezone=True)).label("signed_at"),
        )
        .join_from(handovers, posts, posts.c.id == handovers.c.position_id)
        .join(units, units.c.id == handovers.c.department_id)
        .where(handovers.c.state == "acknowledged", handovers.c.content.is_not(None))
        .order_by(handovers.c.id)
    )
    for row in op.get_bind().execute(statement).mappings().all():
        values = dict(row)
        text = values.pop("content").get("pledge", "")
        number = values.pop("pledge_version") or 0
        more = {"text_number": number, "text": text, "year": values["signed_at"].astimezone(CAMPUS_ZONE).year}
        op.execute(sa.insert(pledges).values(**values, **more))


def downgrade() -> None:
    """What was signed is lost, and so are nudges and messages about it."""
    op.execute("DELETE FROM notification WHERE kind = 'pledge'")
    op.execute("DELETE FROM nudge WHERE target_kind = 'pledge'")
    _allow("notification", "kind", "notification_kind", KINDS)
    _allow("nudge", "target_kind", "nudge_target", TARGETS)
    op.drop_table("integrity_pledge")
    with op.batch_alter_table("pledge_text") as batch_op:
        batch_op.drop_constraint(op.f("ck_pledge_text_pledge_renewal"), type_="check")
        batch_op.drop_constraint(op.f("ck_pledge_text_position_tier"), type_="check")
        batch_op.drop_column("renewal")
        batch_op.drop_column("tier")
