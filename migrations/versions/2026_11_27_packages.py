"""Packages of forms and inspection papers, built in the background (opinion.txt lines 33 and 77)."""

import sqlalchemy as sa
from alembic import op

from backend.kit.table import BigId, UtcDateTime

revision = "2026_11_27_packages"
down_revision = "2026_11_27_flow_drawings"
branch_labels = None
depends_on = None

KINDS = ("forms", "inspection")
STATES = ("queued", "running", "ready", "failed", "cancelled", "expired")
OPEN = sa.text("state IN ('queued', 'running')")


def _term(name: str, values: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def _instants(*names: str) -> list[sa.Column[object]]:
    return [sa.Column(name, UtcDateTime(timezone=True), nullable=True) for name in names]


def upgrade() -> None:
    """Nothing was asked for before."""
    op.create_table(
        "package",
        sa.Column("id", BigId, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("updated_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("kind", _term("package_kind", KINDS), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("department_id", BigId, nullable=False),
        sa.Column("campaign_id", BigId, nullable=True),
        sa.Column("formats", sa.JSON(), nullable=False),
        sa.Column("with_warnings", sa.Boolean(), nullable=False),
        sa.Column("wish", sa.String(length=64), nullable=False),
        sa.Column("state", _term("package_state", STATES), nullable=False),
        sa.Column("requested_by_id", BigId, nullable=False),
        sa.Column("requested_by_name", sa.String(length=100), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("worker", sa.String(length=64), nullable=True),
        *_instants("heartbeat_at", "started_at", "finished_at"),
        sa.Column("failure", sa.String(length=1000), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("size", BigId, nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=True),
        sa.Column("manifest_digest", sa.String(length=64), nullable=True),
        sa.Column("entries_count", sa.Integer(), nullable=False),
        sa.Column("left_out", sa.JSON(), nullable=False),
        *_instants("expires_at"),
        sa.CheckConstraint("done >= 0 AND total >= 0", name=op.f("ck_package_progress")),
        sa.CheckConstraint(
            "state <> 'ready' OR (digest IS NOT NULL AND manifest_digest IS NOT NULL AND expires_at IS NOT NULL)",
            name=op.f("ck_package_ready"),
        ),
        *(
            sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_package_{column}"))
            for column, target in (
                ("department_id", "department"),
                ("campaign_id", "campaign"),
                ("requested_by_id", "user_account"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_package")),
    )
    op.create_index("ix_package_state", "package", ["state", "heartbeat_at"])
    for column in ("department_id", "requested_by_id"):
        op.create_index(op.f(f"ix_package_{column}"), "package", [column])
    op.create_index(
        "uq_package_open", "package", ["wish"], unique=True, sqlite_where=OPEN, postgresql_where=OPEN
    )


def downgrade() -> None:
    """The files stay on the disk; nothing names them any more."""
    op.drop_table("package")
