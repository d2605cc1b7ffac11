"""BPMN files to read, written short."""

from backend.powers.bpmn.reader import Understood, understand
from backend.powers.queries import as_step
from backend.powers.rules import flaws_of

HEAD = '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:x="http://activiti.org/bpmn">'


def flow_file(elements: str, ways: str = "", process: str = "") -> bytes:
    """A file with one process. `ways` are `a>b` or `a>b:label`, separated by spaces."""
    arcs = ""
    for number, way in enumerate(ways.split()):
        ends, _, label = way.partition(":")
        source, target = ends.split(">")
        named = f' name="{label}"' if label else ""
        arcs += f'<sequenceFlow id="f{number}" sourceRef="{source}" targetRef="{target}"{named}/>'
    return f'{HEAD}<process id="p"{process}>{elements}{arcs}</process></definitions>'.encode()


def read(elements: str, ways: str = "") -> Understood:
    """Understood, and fit to be saved."""
    understood = understand(flow_file(elements, ways), {})
    assert flaws_of([as_step(one) for one in understood.steps]) == []
    return understood


def tasks(*names: str) -> str:
    return "".join(f'<userTask id="{name}" name="{name}"/>' for name in names)
