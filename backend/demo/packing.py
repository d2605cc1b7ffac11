"""材料包 of the demo: 李联络 has asked for the inspection papers of 教务处; the server builds them when it starts."""

from sqlmodel import Session

from backend.demo.people import acting
from backend.documents.rules import DocumentFormat
from backend.kit.table import today
from backend.packages.actions import request_package
from backend.packages.rules import PackageKind
from backend.packages.schemas import PackageCreate


def load(session: Session, department_id: int, user_id: int) -> None:
    """One package in the queue."""
    actor = acting(session, user_id)
    wish = PackageCreate(
        kind=PackageKind.inspection,
        year=today().year,
        department_id=department_id,
        formats=[DocumentFormat.docx, DocumentFormat.pdf],
    )
    request_package(session, actor, wish)
