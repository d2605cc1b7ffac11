"""Flowcharts behind 附件一 and in a package bear the marks of risk points, only for those who may read levels."""

from pathlib import Path

import pytest
from sqlmodel import Session

from backend.access.authorize import Actor, Scope
from backend.access.policy import Permission
from backend.documents.catalogues.queries import flow_charts, power_catalogue
from backend.kit.files import Store
from backend.kit.journal import Principal
from backend.organization.rules import RiskLevel
from backend.packages.contents.commission import Commission
from backend.packages.contents.flows import flowcharts
from backend.risks.actions import record_level
from tests.conftest import SignIn
from tests.documents.paper import pages
from tests.documents.test_choose_formats import get
from tests.powers.catalogue import add_power
from tests.powers.flows import PURCHASE
from tests.risks.sheets import OTHER_ROW, ROW, YEAR, filled_sheet
from tests.risks.test_get_flow_picture import draw, verdict
from tests.world import World

HIGH, UNASSESSED = "高风险", "未评估风险"
P = Permission


@pytest.fixture
def power(session: Session, world: World, sign_in: SignIn) -> int:
    """A power of 王老师's post; one of the two points on a step of its flow is assessed."""
    power_id = add_power(session, world.academic, position_id=world.textbook_post)
    step_id = draw(sign_in(world.cast.li), power_id, PURCHASE)
    hung = {"power_id": power_id, "step_id": step_id}
    first, _ = filled_sheet(sign_in(world.cast.wang), world, [ROW | hung, OTHER_ROW | hung])["rows"]
    record_level(session, [verdict(first["id"], RiskLevel.high)])
    return power_id


def reader(session: Session, world: World, *permissions: Permission) -> Actor:
    """Who reads the whole school with these permissions alone."""
    scopes = dict.fromkeys(permissions, Scope(school=True))
    return Actor(Principal("user", world.cast.office.user_id, "纪委办"), scopes, world.cast.office.user_id)


def test_form_1_bears_the_marks(session: Session, world: World, power: int, sign_in: SignIn) -> None:
    query = {"department_id": world.academic, "with_flows": True, "format": "pdf"}
    _, chart = pages(get(sign_in(world.cast.li), "/power-catalogue", **query).content)
    assert HIGH in chart
    assert UNASSESSED in chart


def test_whoever_reads_no_risks_sees_no_mark(session: Session, world: World, power: int) -> None:
    def charts(*permissions: Permission) -> str:
        actor = reader(session, world, P.powers_read, P.documents_read, P.organization_read, *permissions)
        form = power_catalogue(session, actor, "学院", world.academic)
        return "".join(chart.svg for chart in flow_charts(session, actor, form))

    assert HIGH in charts(P.risks_read)
    assert "委托公开招标" in charts()
    assert "风险" not in charts(), "no level, and not even that there is a point"


def test_a_package_bears_those_of_its_year(
    session: Session, world: World, power: int, tmp_path: Path
) -> None:
    def drawn(year: int, *permissions: Permission) -> str:
        actor = reader(session, world, P.powers_read, P.documents_read, *permissions)
        order = Commission(session, actor, "学院", Store(tmp_path), year, world.college, None, (), False)
        svg, _ = flowcharts(order, 1)
        return b"".join(svg.pieces()).decode()

    assert HIGH in drawn(YEAR, P.risks_read)
    assert "风险" not in drawn(YEAR)
    assert "风险" not in drawn(YEAR + 1, P.risks_read), "nobody has found any yet"
