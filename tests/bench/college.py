"""A college of any size, made inside the database: 100 departments, 50 risk points to a sheet, one sheet to a post."""

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.models import Grant, LoginSession, User
from backend.access.passwords import Hasher
from backend.access.rules import SESSION_LIFE, GrantSource, Role
from backend.kit.db import Database
from backend.kit.rows import insert_row
from backend.kit.table import now, table_of, today
from backend.organization.actions import refresh_grants
from backend.organization.models import Department, Person, Position
from backend.organization.rules import LEVEL_RANK, DepartmentKind, PositionTier, RiskLevel
from backend.risks.actions import rebuild_tally
from backend.risks.models import RiskInventory, RiskPoint
from backend.risks.rules import Consequence, InventoryKind, Likelihood

DEPARTMENTS, POINTS_EACH, USERS = 100, 50, 16
PASSWORD = "Ce-liang-yong.2026"
POINT = table_of(RiskPoint)


@dataclass(frozen=True)
class Size:
    """How much there is to find."""

    points: int
    year: int = today().year

    @property
    def sheets(self) -> int:
        """As many as positions, the same number in each department."""
        return max(1, self.points // POINTS_EACH // DEPARTMENTS) * DEPARTMENTS


@dataclass(frozen=True)
class Login:
    """An open session of the user the load speaks for."""

    user_id: int
    family: str
    stamp: int


def build(database: Database, size: Size) -> Login:
    """Departments, positions and sheets by hand, the risk points by one INSERT … SELECT."""
    with database.session() as session:
        root = _department(session, "ROOT", "示例学院", None, "/")
        units = [
            _department(session, f"D{number:03}", f"第{number}部门", root, f"/{root}/")
            for number in range(DEPARTMENTS)
        ]
        login = _office(session, units[0])
        _positions(session, units, size.sheets // DEPARTMENTS)
        _inventories(session, size.year)
        if database.dialect == "postgresql":
            session.execute(sa.text("SET LOCAL statement_timeout = 0"))
        session.execute(_points(session, size.points))
        rebuild_tally(session)
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("VACUUM ANALYZE" if database.dialect == "postgresql" else "ANALYZE")
    return login


def _department(session: Session, code: str, name: str, parent: int | None, above: str) -> int:
    values = {"code": code, "name": name, "kind": DepartmentKind.office, "parent_id": parent}
    identity = insert_row(session, table_of(Department), values)
    table = table_of(Department)
    session.execute(sa.update(table).where(table.c.id == identity).values(path=f"{above}{identity}/"))
    return identity


def _office(session: Session, department_id: int) -> Login:
    """Users of the office with one password; the first is signed in."""
    instant, password = now(), Hasher().hash(PASSWORD)
    users = []
    for number in range(USERS):
        values = {"username": f"bench{number}", "display_name": "测量", "password_hash": password}
        user = insert_row(session, table_of(User), values | {"password_changed_at": instant})
        grant = {"role": Role.office, "source": GrantSource.manual, "granted_at": instant}
        insert_row(session, table_of(Grant), grant | {"user_id": user})
        person = {"staff_no": f"BENCH{number}", "name": "测量", "department_id": department_id}
        insert_row(session, table_of(Person), person | {"user_id": user})
        users.append(user)
    family = uuid4().hex
    row = {
        "user_id": users[0],
        "family": family,
        "refresh_digest": uuid4().hex,
        "rotated_at": instant,
        "created_at": instant,
        "authenticated_at": instant,
        "last_seen_at": instant,
        "expires_at": instant + SESSION_LIFE,
    }
    insert_row(session, table_of(LoginSession), row)
    refresh_grants(session)  # the server does so when it starts, and would end our token
    stamp = sa.select(table_of(User).c.stamp).where(table_of(User).c.id == users[0])
    return Login(users[0], family, int(session.execute(stamp).scalar_one()))


def _positions(session: Session, units: list[int], each: int) -> None:
    rows = [
        {
            "code": f"P{unit:05}-{number:03}",
            "name": f"第{number}岗",
            "department_id": unit,
            "tier": PositionTier.general,
            "duties": ["办理日常事务"],
        }
        for unit in units
        for number in range(each)
    ]
    session.connection().execute(sa.insert(Position), rows)


def _inventories(session: Session, year: int) -> None:
    """One sheet for each position."""
    position = table_of(Position)
    source = sa.select(
        sa.literal(InventoryKind.position, table_of(RiskInventory).c.kind.type),
        sa.literal(year),
        position.c.department_id,
        position.c.id,
        sa.literal("测量"),
        sa.literal("岗位"),
    ).order_by(position.c.id)
    columns = ["kind", "year", "department_id", "position_id", "filler_name", "filler_job_title"]
    session.execute(sa.insert(table_of(RiskInventory)).from_select(columns, source))


def _numbers(points: int) -> sa.CTE:
    """1 … points."""
    start = sa.select(sa.literal(1).label("i")).cte("n", recursive=True)
    return start.union_all(sa.select(start.c.i + 1).where(start.c.i < points))


def _points(session: Session, points: int) -> Any:
    """Points spread evenly over the sheets; a third high, a third medium, a third low."""
    n, sheet = _numbers(points), table_of(RiskInventory)
    sheets = session.execute(sa.select(sa.func.count()).select_from(sheet)).scalar_one()
    first = session.execute(sa.select(sa.func.min(sheet.c.id))).scalar_one()

    def by_third(name: str, *values: Any) -> sa.ColumnElement[Any]:
        kind = POINT.c[name].type
        return sa.case(
            (n.c.i % 3 == 0, sa.literal(values[0], kind)),
            (n.c.i % 3 == 1, sa.literal(values[1], kind)),
            else_=sa.literal(values[2], kind),
        )

    number = sa.cast(n.c.i, sa.String)
    values: dict[str, Any] = {
        "inventory_id": sheet.c.id,
        "department_id": sheet.c.department_id,
        "position_id": sheet.c.position_id,
        "year": sheet.c.year,
        "ordinal": n.c.i // sheets + 1,
        "duty": sa.literal("负责采购需求论证与采购方案编制"),
        "name": sa.literal("采购需求设置倾向性条款 ") + number,
        "manifestation": sa.literal("在技术参数中写入特定品牌的专有指标，排斥其他供应商 ") + number,
        "causes": sa.literal("需求论证缺少使用部门与专家共同参与"),
        "measures": sa.literal("需求论证须三人以上专家签字；参数公示三个工作日"),
        "likelihood": by_third("likelihood", *(term.value for term in Likelihood)),
        "consequence": by_third("consequence", *(term.value for term in Consequence)),
        "level": by_third("level", *(term.value for term in RiskLevel)),
        "level_rank": by_third("level_rank", *(LEVEL_RANK[term] for term in RiskLevel)),
        "level_explanation": sa.literal("发生机率高，按“高风险为发生机率高”定为高风险。"),
    }
    source = sa.select(*values.values()).join_from(
        n, sheet, sheet.c.id == sa.literal(first) + n.c.i % sa.literal(sheets)
    )
    return sa.insert(POINT).from_select(list(values), source)
