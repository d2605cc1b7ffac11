"""working groups"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString

from backend.kit.table import BigId, UtcDateTime

revision = "2026_11_25_working_groups"
down_revision = "2026_11_25_longer_remarks"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Reported and confirmed liaisons, the rotation clock, names and mergers of units, groups."""
    _report_officers()
    with op.batch_alter_table("position") as batch_op:
        batch_op.add_column(sa.Column("rotation_years", sa.Integer(), nullable=True))
        batch_op.create_check_constraint(
            op.f("ck_position_rotation_years"), "rotation_years BETWEEN 1 AND 10"
        )
    with op.batch_alter_table("department") as batch_op:
        batch_op.add_column(sa.Column("merged_into_id", BigId, nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_department_merged_into_id"), "department", ["merged_into_id"], ["id"]
        )
        batch_op.create_index(batch_op.f("ix_department_merged_into_id"), ["merged_into_id"])
    _department_name()
    _working_group()
    _group_member()


def downgrade() -> None:
    """Reports that are not confirmed are lost: the old table would take them for charges."""
    op.drop_table("group_member")
    op.drop_table("working_group")
    op.drop_table("department_name")
    with op.batch_alter_table("department") as batch_op:
        batch_op.drop_index(batch_op.f("ix_department_merged_into_id"))
        batch_op.drop_constraint(batch_op.f("fk_department_merged_into_id"), type_="foreignkey")
        batch_op.drop_column("merged_into_id")
    with op.batch_alter_table("position") as batch_op:
        batch_op.drop_constraint(op.f("ck_position_rotation_years"), type_="check")
        batch_op.drop_column("rotation_years")
    op.execute("DELETE FROM department_officer WHERE status <> 'confirmed'")
    with op.batch_alter_table("department_officer") as batch_op:
        batch_op.drop_constraint(op.f("ck_department_officer_officer_status"), type_="check")
        for name in ("decline_reason", "confirmed_at", "confirmed_by_name", "reported_at"):
            batch_op.drop_column(name)
        batch_op.drop_column("reported_by_name")
        batch_op.drop_column("status")


def _report_officers() -> None:
    """Whoever holds a charge already was appointed by the office: confirmed."""
    status = sa.Enum(
        "reported",
        "confirmed",
        "declined",
        name="officer_status",
        native_enum=False,
        create_constraint=True,
        length=40,
    )
    empty = {"nullable": False, "server_default": ""}
    with op.batch_alter_table("department_officer") as batch_op:
        batch_op.add_column(sa.Column("status", status, nullable=False, server_default="confirmed"))
        batch_op.add_column(sa.Column("reported_by_name", AutoString(length=100), **empty))
        batch_op.add_column(sa.Column("reported_at", UtcDateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("confirmed_by_name", AutoString(length=100), **empty))
        batch_op.add_column(sa.Column("confirmed_at", UtcDateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("decline_reason", AutoString(length=500), **empty))
    with op.batch_alter_table("department_officer") as batch_op:
        for name in ("status", "reported_by_name", "confirmed_by_name", "decline_reason"):
            batch_op.alter_column(name, server_default=None)


def _department_name() -> None:
    op.create_table(
        "department_name",
        sa.Column("id", BigId, nullable=False),
        sa.Column("department_id", BigId, nullable=False),
        sa.Column("name", AutoString(length=100), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=False),
        sa.Column("reason", AutoString(length=500), nullable=False),
        sa.CheckConstraint(
            "started_on IS NULL OR started_on <= ended_on", name=op.f("ck_department_name_order")
        ),
        sa.ForeignKeyConstraint(
            ["department_id"], ["department.id"], name=op.f("fk_department_name_department_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_department_name")),
        sa.UniqueConstraint(
            "department_id", "ended_on", name=op.f("uq_department_name_department_id_ended_on")
        ),
    )


def _group_period(table: str) -> tuple[sa.Column, ...]:
    return (
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.CheckConstraint("ended_on IS NULL OR ended_on >= started_on", name=op.f(f"ck_{table}_order")),
    )


def _entity() -> tuple[sa.Column, ...]:
    return (
        sa.Column("id", BigId, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("updated_at", UtcDateTime(timezone=True), nullable=False),
    )


def _term(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def _open_once(name: str, table: str, *columns: str) -> None:
    where = sa.text("ended_on IS NULL")
    op.create_index(name, table, list(columns), unique=True, sqlite_where=where, postgresql_where=where)


def _working_group() -> None:
    op.create_table(
        "working_group",
        *_entity(),
        sa.Column("department_id", BigId, nullable=False),
        sa.Column("kind", _term("group_kind", "leading_group", "working_group"), nullable=False),
        sa.Column("name", AutoString(length=100), nullable=False),
        sa.Column("document_number", AutoString(length=100), nullable=False),
        sa.Column("reported_on", sa.Date(), nullable=True),
        *_group_period("working_group"),
        sa.Column("end_reason", AutoString(length=500), nullable=False),
        sa.Column("note", AutoString(length=2000), nullable=False),
        sa.ForeignKeyConstraint(
            ["department_id"], ["department.id"], name=op.f("fk_working_group_department_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_working_group")),
    )
    op.create_index(op.f("ix_working_group_department_id"), "working_group", ["department_id"])
    _open_once("uq_working_group_open", "working_group", "department_id")


def _group_member() -> None:
    op.create_table(
        "group_member",
        *_entity(),
        sa.Column("group_id", BigId, nullable=False),
        sa.Column("person_id", BigId, nullable=False),
        sa.Column("role", _term("group_role", "leader", "deputy", "member"), nullable=False),
        sa.Column("title", AutoString(length=100), nullable=False),
        *_group_period("group_member"),
        sa.ForeignKeyConstraint(["group_id"], ["working_group.id"], name=op.f("fk_group_member_group_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_group_member_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_member")),
    )
    op.create_index(op.f("ix_group_member_group_id"), "group_member", ["group_id"])
    op.create_index(op.f("ix_group_member_person_id"), "group_member", ["person_id"])
    _open_once("uq_group_member_open", "group_member", "group_id", "person_id")
