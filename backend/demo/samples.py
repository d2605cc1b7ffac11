"""The four filled forms of the handout (handout.txt lines 60–215), imported as a person would."""

from collections.abc import Mapping
from pathlib import Path

from sqlmodel import Session

from backend.demo import templates
from backend.demo.people import acting, expecting
from backend.imports.actions import apply_import, create_import, update_import
from backend.imports.schemas import FormChoice, ImportUpdate
from backend.kit.files import Store
from backend.organization.rules import PositionTier

FORMS = Path(__file__).parent / "forms"
SAMPLES = (
    ("self_check_director.docx", "GGZX", PositionTier.middle),
    ("self_check_section_chief.docx", "GGZX-YW", PositionTier.middle),
    ("self_check_expert_pool.docx", "GGZX-YW", PositionTier.general),
    ("self_check_department.docx", "JKW", None),
)


def load(session: Session, store: Store, departments: Mapping[str, int], office: int) -> None:
    """Uploads each form, chooses its department and tier, applies it; then the college's own templates."""
    actor = acting(session, office)
    for name, unit, tier in SAMPLES:
        row = create_import(session, actor, store, name, (FORMS / name).read_bytes(), departments[unit])
        choice = FormChoice(index=0, department_id=departments[unit])
        if tier is not None:
            choice = FormChoice(index=0, department_id=departments[unit], position_tier=tier)
        row = update_import(session, actor, row["id"], ImportUpdate(forms=[choice]), expecting(row))
        apply_import(session, actor, row["id"], expecting(row))
    templates.load(session, actor, store)
