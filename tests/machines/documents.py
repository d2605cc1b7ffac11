"""How the table of templates is walked."""

from sqlmodel import Session

from backend.documents.templates.queries import TEMPLATES
from backend.documents.templates.rules import MACHINE, TemplateState
from tests.documents.template_operations import add_template
from tests.machines.walks import Arranged, Stand, Step, Walk


def _template(session: Session, scene: Stand, state: str) -> Arranged:
    """With another of the same kind that waits: adopting it supersedes whatever is in use."""
    template_id = add_template(session, scene, TemplateState(state))
    return template_id, add_template(session, scene, TemplateState.checked)


DOCUMENT_WALKS = {
    "documents.templates.MACHINE": Walk(
        MACHINE,
        TEMPLATES,
        _template,
        {
            "adopt": Step("adopt_document_template", "office"),
            "supersede": Step("adopt_document_template", "office", is_elsewhere=True, is_consequence=True),
            "withdraw": Step("withdraw_document_template", "office"),
            "discard": Step("discard_document_template", "office"),
            "restore": Step("restore_document_template", "office"),
        },
        frozenset({"checked"}),
        frozenset(),
    )
}
