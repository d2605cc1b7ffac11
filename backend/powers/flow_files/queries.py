"""What a stranger's file would make of the flow of a power."""

from typing import Any

from sqlmodel import Session

from backend.access.authorize import Actor
from backend.powers import queries
from backend.powers.bpmn.reader import understand
from backend.powers.rules import flaws_of


def read_flow_file(session: Session, actor: Actor, power_id: int, data: bytes) -> dict[str, Any]:
    """The steps of a BPMN file (`FlowImportOut`); stores nothing. 403 and 409 like saving, 422 for an unreadable file.

    A step that has the name of a present one keeps its key, so that the risk points on it stay.
    """
    power = queries.writable_power(session, actor, power_id)
    queries.refuse_retired(power)
    present = queries.steps_of(session, power_id)
    names = [step["name"] for step in present]
    known = {step["name"]: step["key"] for step in present if names.count(step["name"]) == 1}
    understood = understand(data, known)
    flaws = flaws_of([queries.as_step(step) for step in understood.steps])
    return {
        "power_id": power_id,
        "process_name": understood.process_name,
        "steps": understood.steps,
        "findings": [
            {"code": one.code, "severity": one.severity, "detail": one.detail, "names": list(one.names)}
            for one in understood.findings
        ],
        "flaws": [flaw._asdict() for flaw in flaws],
    }
