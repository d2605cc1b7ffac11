"""campaigns"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

import backend.kit.table

revision = "2026_11_25_campaigns"
down_revision = "2026_11_25_regulations"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = backend.kit.table.UtcDateTime(timezone=True)


def text(length: int) -> sa.types.TypeEngine[str]:
    return sqlmodel.sql.sqltypes.AutoString(length=length)


def term(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def entity() -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("id", BIG, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
    )


def link(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}"))


def upgrade() -> None:
    op.create_table(
        "work_year",
        *entity(),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("state", term("year_state", "open", "closed"), nullable=False),
        sa.Column("opened_by_id", BIG, nullable=True),
        sa.Column("closed_at", INSTANT, nullable=True),
        sa.Column("closed_by_id", BIG, nullable=True),
        sa.Column("digest", text(64), nullable=True),
        sa.CheckConstraint(
            "(state = 'closed') = (closed_at IS NOT NULL) AND (state = 'closed') = (digest IS NOT NULL)",
            name=op.f("ck_work_year_closed"),
        ),
        link("work_year", "opened_by_id", "user_account"),
        link("work_year", "closed_by_id", "user_account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_work_year")),
        sa.UniqueConstraint("year", name=op.f("uq_work_year_year")),
    )
    op.create_table(
        "work_calendar",
        *entity(),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_work_calendar")),
        sa.UniqueConstraint("year", name=op.f("uq_work_calendar_year")),
    )
    op.create_table(
        "calendar_day",
        sa.Column("id", BIG, nullable=False),
        sa.Column("calendar_id", BIG, nullable=False),
        sa.Column("day_on", sa.Date(), nullable=False),
        sa.Column("kind", term("calendar_day_kind", "holiday", "workday"), nullable=False),
        sa.Column("name", text(40), nullable=False),
        link("calendar_day", "calendar_id", "work_calendar"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_day")),
        sa.UniqueConstraint("day_on", name=op.f("uq_calendar_day_day_on")),
    )
    op.create_index("ix_calendar_day_calendar_id", "calendar_day", ["calendar_id"])
    op.create_table(
        "campaign",
        *entity(),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("name", text(200), nullable=False),
        sa.Column("template", term("campaign_template", "opinion", "handout", "blank"), nullable=False),
        sa.Column("state", term("campaign_state", "draft", "running", "ended"), nullable=False),
        sa.Column("document_number", text(100), nullable=False),
        sa.Column("document_title", text(200), nullable=False),
        sa.Column("approving_body", text(100), nullable=False),
        sa.Column("approved_on", sa.Date(), nullable=True),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("copies_count", sa.Integer(), nullable=True),
        sa.Column("cc", sa.JSON(), nullable=False),
        sa.Column("document_text", text(200000), nullable=False),
        sa.Column("document_file", sa.JSON(), nullable=True),
        sa.Column("started_at", INSTANT, nullable=True),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.Column("end_reason", text(500), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign")),
        sa.UniqueConstraint("year", "name", name=op.f("uq_campaign_year_name")),
    )
    op.create_index("ix_campaign_year", "campaign", ["year"])
    op.create_table(
        "campaign_basis",
        sa.Column("id", BIG, nullable=False),
        sa.Column("campaign_id", BIG, nullable=False),
        sa.Column("regulation_id", BIG, nullable=False),
        sa.Column("clause", text(200), nullable=False),
        link("campaign_basis", "campaign_id", "campaign"),
        link("campaign_basis", "regulation_id", "regulation"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign_basis")),
        sa.UniqueConstraint(
            "campaign_id", "regulation_id", name=op.f("uq_campaign_basis_campaign_id_regulation_id")
        ),
    )
    op.create_index("ix_campaign_basis_regulation_id", "campaign_basis", ["regulation_id"])
    op.create_table(
        "campaign_stage",
        *entity(),
        sa.Column("campaign_id", BIG, nullable=False),
        sa.Column("sort", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            term(
                "stage_kind",
                "mobilisation",
                "finding",
                "assessing",
                "controlling",
                "publicity",
                "checking",
                "other",
            ),
            nullable=False,
        ),
        sa.Column("name", text(100), nullable=False),
        sa.Column("instructions", text(4000), nullable=False),
        sa.Column("steps", sa.JSON(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("retired_on", sa.Date(), nullable=True),
        sa.Column("retire_reason", text(500), nullable=True),
        sa.CheckConstraint(
            "ends_on IS NULL OR starts_on IS NULL OR ends_on >= starts_on",
            name=op.f("ck_campaign_stage_order"),
        ),
        link("campaign_stage", "campaign_id", "campaign"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign_stage")),
    )
    op.create_index("ix_campaign_stage_campaign_id", "campaign_stage", ["campaign_id", "sort"])
    op.create_table(
        "deliverable",
        *entity(),
        sa.Column("campaign_id", BIG, nullable=False),
        sa.Column("stage_id", BIG, nullable=True),
        sa.Column("sort", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            term(
                "deliverable_kind",
                "implementation_plan",
                "inventories",
                "self_checks",
                "self_inspection_report",
                "other",
            ),
            nullable=False,
        ),
        sa.Column("name", text(200), nullable=False),
        sa.Column("instructions", text(4000), nullable=False),
        sa.Column("parts", sa.JSON(), nullable=False),
        sa.Column("due_at", INSTANT, nullable=False),
        sa.Column("needs_seal", sa.Boolean(), nullable=False),
        sa.Column("paper_copies", sa.Integer(), nullable=False),
        sa.Column("retired_on", sa.Date(), nullable=True),
        sa.Column("retire_reason", text(500), nullable=True),
        sa.CheckConstraint("paper_copies BETWEEN 0 AND 20", name=op.f("ck_deliverable_paper_copies")),
        link("deliverable", "campaign_id", "campaign"),
        link("deliverable", "stage_id", "campaign_stage"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliverable")),
    )
    op.create_index("ix_deliverable_campaign_id", "deliverable", ["campaign_id", "sort"])
    op.create_index("ix_deliverable_due_at", "deliverable", ["due_at", "id"])
    op.create_index("ix_deliverable_stage_id", "deliverable", ["stage_id"])
    op.create_table(
        "deliverable_department_kind",
        sa.Column("id", BIG, nullable=False),
        sa.Column("deliverable_id", BIG, nullable=False),
        sa.Column(
            "department_kind",
            term(
                "department_kind",
                "college",
                "party_organization",
                "faculty",
                "office",
                "centre",
                "library",
                "section",
                "institute",
                "other",
            ),
            nullable=False,
        ),
        link("deliverable_department_kind", "deliverable_id", "deliverable"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliverable_department_kind")),
        sa.UniqueConstraint(
            "deliverable_id",
            "department_kind",
            name=op.f("uq_deliverable_department_kind_deliverable_id_department_kind"),
        ),
    )
    op.create_table(
        "deliverable_extension",
        *entity(),
        sa.Column("deliverable_id", BIG, nullable=False),
        sa.Column("department_id", BIG, nullable=True),
        sa.Column("due_at", INSTANT, nullable=False),
        sa.Column("reason", text(500), nullable=False),
        sa.Column("granted_by_id", BIG, nullable=False),
        sa.Column("granted_by_name", text(100), nullable=False),
        sa.Column("revoked_at", INSTANT, nullable=True),
        sa.Column("revoke_reason", text(500), nullable=True),
        link("deliverable_extension", "deliverable_id", "deliverable"),
        link("deliverable_extension", "department_id", "department"),
        link("deliverable_extension", "granted_by_id", "user_account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliverable_extension")),
    )
    op.create_index("ix_deliverable_extension_deliverable_id", "deliverable_extension", ["deliverable_id"])
    op.create_index("ix_deliverable_extension_department_id", "deliverable_extension", ["department_id"])
    op.create_table(
        "submission",
        *entity(),
        sa.Column("deliverable_id", BIG, nullable=False),
        sa.Column("department_id", BIG, nullable=False),
        sa.Column(
            "state", term("submission_state", "draft", "submitted", "received", "returned"), nullable=False
        ),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("note", text(2000), nullable=False),
        sa.Column("submitted_at", INSTANT, nullable=True),
        sa.Column("counted_at", INSTANT, nullable=True),
        sa.Column("submitted_by_id", BIG, nullable=True),
        link("submission", "deliverable_id", "deliverable"),
        link("submission", "department_id", "department"),
        link("submission", "submitted_by_id", "user_account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submission")),
        sa.UniqueConstraint(
            "deliverable_id", "department_id", name=op.f("uq_submission_deliverable_id_department_id")
        ),
    )
    op.create_index("ix_submission_department_id", "submission", ["department_id"])
    op.create_table(
        "submission_file",
        sa.Column("id", BIG, nullable=False),
        sa.Column("submission_id", BIG, nullable=False),
        sa.Column("part", text(40), nullable=False),
        sa.Column("role", term("file_role", "electronic", "sealed_scan"), nullable=False),
        sa.Column("name", text(150), nullable=False),
        sa.Column("media_type", text(100), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("digest", text(64), nullable=False),
        sa.Column("uploaded_by_name", text(100), nullable=False),
        sa.Column("uploaded_at", INSTANT, nullable=False),
        sa.Column("removed_at", INSTANT, nullable=True),
        link("submission_file", "submission_id", "submission"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submission_file")),
    )
    op.create_index("ix_submission_file_submission_id", "submission_file", ["submission_id"])
    op.create_table(
        "submission_version",
        sa.Column("id", BIG, nullable=False),
        sa.Column("submission_id", BIG, nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("receipt_code", text(40), nullable=False),
        sa.Column("files", sa.JSON(), nullable=False),
        sa.Column("digest", text(64), nullable=False),
        sa.Column("note", text(2000), nullable=False),
        sa.Column("submitted_at", INSTANT, nullable=False),
        sa.Column("submitted_by_id", BIG, nullable=False),
        sa.Column("submitted_by_name", text(100), nullable=False),
        sa.Column("due_at", INSTANT, nullable=False),
        sa.Column("late_minutes", sa.Integer(), nullable=False),
        sa.Column(
            "outcome", term("version_outcome", "waiting", "received", "returned", "withdrawn"), nullable=False
        ),
        sa.Column("outcome_at", INSTANT, nullable=True),
        sa.Column("outcome_by_name", text(100), nullable=False),
        sa.Column("outcome_reason", text(1000), nullable=False),
        link("submission_version", "submission_id", "submission"),
        link("submission_version", "submitted_by_id", "user_account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submission_version")),
        sa.UniqueConstraint("receipt_code", name=op.f("uq_submission_version_receipt_code")),
        sa.UniqueConstraint("submission_id", "round", name=op.f("uq_submission_version_submission_id_round")),
    )
    op.create_table(
        "custody_record",
        *entity(),
        sa.Column("department_id", BIG, nullable=False),
        sa.Column("submission_id", BIG, nullable=True),
        sa.Column(
            "action",
            term("custody_action", "draw", "distribute", "collect", "sort", "archive"),
            nullable=False,
        ),
        sa.Column("item", text(200), nullable=False),
        sa.Column("copies", sa.Integer(), nullable=False),
        sa.Column("handled_on", sa.Date(), nullable=False),
        sa.Column("handler_name", text(100), nullable=False),
        sa.Column("counterpart", text(100), nullable=False),
        sa.Column("place", text(200), nullable=False),
        sa.Column("remark", text(1000), nullable=False),
        sa.Column("recorded_by_id", BIG, nullable=False),
        sa.Column("recorded_by_name", text(100), nullable=False),
        sa.Column("retired_on", sa.Date(), nullable=True),
        sa.Column("retire_reason", text(500), nullable=True),
        sa.CheckConstraint("copies >= 1", name=op.f("ck_custody_record_copies")),
        link("custody_record", "department_id", "department"),
        link("custody_record", "submission_id", "submission"),
        link("custody_record", "recorded_by_id", "user_account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_custody_record")),
    )
    op.create_index("ix_custody_record_department_id", "custody_record", ["department_id", "id"])
    op.create_index("ix_custody_record_submission_id", "custody_record", ["submission_id"])


def downgrade() -> None:
    op.drop_table("custody_record")
    op.drop_table("submission_version")
    op.drop_table("submission_file")
    op.drop_table("submission")
    op.drop_table("deliverable_extension")
    op.drop_table("deliverable_department_kind")
    op.drop_table("deliverable")
    op.drop_table("campaign_stage")
    op.drop_table("campaign_basis")
    op.drop_table("campaign")
    op.drop_table("calendar_day")
    op.drop_table("work_calendar")
    op.drop_table("work_year")
