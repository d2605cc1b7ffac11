"""Fingerprints of what the sheets handed in say, to find copies between departments."""

import hashlib
import re

import sqlalchemy as sa
from alembic import op

revision = "2026_11_25_sheet_wording"
down_revision = "2026_11_25_year_levels"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MARKS = re.compile(r"[\W\d_]+")
COPY_LENGTH = 12
BATCH = 1_000

WORDINGS = sa.table("sheet_wording", sa.column("inventory_id"), sa.column("year"), sa.column("digest"))
SAID = sa.text(
    "SELECT point.inventory_id, point.year, point.name, point.manifestation FROM risk_point AS point "
    "JOIN sheet_quality ON sheet_quality.inventory_id = point.inventory_id WHERE point.retired_at IS NULL "
    "ORDER BY sheet_quality.checked_at, point.id"
)
"""Rows of the sheets that were handed in, those handed in first in front."""


def upgrade() -> None:
    op.create_table(
        "sheet_wording",
        sa.Column("id", BIG, nullable=False),
        sa.Column("inventory_id", BIG, nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["inventory_id"], ["risk_inventory.id"], name=op.f("fk_sheet_wording_inventory_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sheet_wording")),
    )
    with op.batch_alter_table("sheet_wording", schema=None) as batch_op:
        batch_op.create_index("ix_sheet_wording_digest", ["digest", "year"], unique=False)
        batch_op.create_index(batch_op.f("ix_sheet_wording_inventory_id"), ["inventory_id"], unique=False)
    found = dict[tuple[int, int, str], None]()
    for inventory_id, year, name, manifestation in op.get_bind().execute(SAID):
        plain = MARKS.sub("", f"{name} {manifestation}")
        if len(plain) >= COPY_LENGTH:
            digest = hashlib.sha256(plain.encode("utf-8", "surrogatepass")).hexdigest()
            found[inventory_id, year, digest] = None
    rows = [dict(zip(("inventory_id", "year", "digest"), row, strict=True)) for row in found]
    for at in range(0, len(rows), BATCH):
        op.bulk_insert(WORDINGS, rows[at : at + BATCH])


def downgrade() -> None:
    op.drop_table("sheet_wording")
