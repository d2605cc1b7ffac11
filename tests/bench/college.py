"""A college of any size, made inside the database: 100 departments, 2,000 positions, N risk points."""

from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.models import Grant, LoginSession, User
from backend.access.rules import SESSION_LIFE, GrantSource, Role
from backend.kit.db import Database
from backend.kit.rows import insert_row
from backend.kit.table import now, table_of, today
from backend.organization.models import Department, Person, Position
from backend.organization.rules import DepartmentKind, PositionTier, RiskLevel
from backend.risks.models import RiskInventory, RiskPoint, RiskTally
from backend.risks.rules import Consequence, InventoryKind, Likelihood

DEPARTMENTS, POSITIONS_EACH = 100, 20
YEAR = today().year
POINT, TALLY = table_of(RiskPoint), table_of(RiskTally)


def build(database: Database, points: int) -> None:
    """Departments, positions and sheets by hand, the risk points by one INSERT … SELECT."""
    with database.session() as session:
        root = _department(session, "ROOT", "示例学院", None, "/")
        units = [
            _department(session, f"D{number:03}", f"第{number}部门", root, f"/{root}/")
            for number in range(DEPARTMENTS)
        ]
        _office(session, units[0])
        _positions(session, units)
        _inventories(session)
    with database.session() as session:
        session.execute(_points(session, points))
    with database.session() as session:
        _tally(session)
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE")


def _department(session: Session, code: str, name: str, parent: int | None, above: str) -> int:
    values = {"code": code, "name": name, "kind": DepartmentKind.office, "parent_id": parent}
    identity = insert_row(session, table_of(Department), values)
    table = table_of(Department)
    session.execute(sa.update(table).where(table.c.id == identity).values(path=f"{above}{identity}/"))
    return identity


def _office(session: Session, department_id: int) -> None:
    """The user the load speaks for; has id 1."""
    user = insert_row(session, table_of(User), {"username": "bench", "display_name": "测量"})
    insert_row(
        session,
        table_of(Grant),
        {"user_id": user, "role": Role.office, "source": GrantSource.manual, "granted_at": now()},
    )
    insert_row(
        session,
        table_of(Person),
        {"staff_no": "BENCH", "name": "测量", "department_id": department_id, "user_id": user},
    )


def _positions(session: Session, units: list[int]) -> None:
    rows = [
        {
            "code": f"P{unit:05}-{number:02}",
            "name": f"第{number}岗",
            "department_id": unit,
            "tier": PositionTier.general,
            "duties": ["办理日常事务"],
        }
        for unit in units
        for number in range(POSITIONS_EACH)
    ]
    session.connection().execute(sa.insert(Position), rows)


def _inventories(session: Session) -> None:
    """One sheet for each position."""
    position = table_of(Position)
    source = sa.select(
        sa.literal(InventoryKind.position, table_of(RiskInventory).c.kind.type),
        sa.literal(YEAR),
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

    def by_third(name: str, *values: str) -> sa.ColumnElement[Any]:
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
        "ordinal": n.c.i / sheets,
        "duty": sa.literal("负责采购需求论证与采购方案编制"),
        "name": sa.literal("采购需求设置倾向性条款 ") + number,
        "manifestation": sa.literal("在技术参数中写入特定品牌的专有指标，排斥其他供应商 ") + number,
        "causes": sa.literal("需求论证缺少使用部门与专家共同参与"),
        "measures": sa.literal("需求论证须三人以上专家签字；参数公示三个工作日"),
        "likelihood": by_third("likelihood", *(term.value for term in Likelihood)),
        "consequence": by_third("consequence", *(term.value for term in Consequence)),
        "level": by_third("level", *(term.value for term in RiskLevel)),
        "level_explanation": sa.literal("发生机率高，按“高风险为发生机率高”定为高风险。"),
    }
    source = sa.select(*values.values()).join_from(
        n, sheet, sheet.c.id == sa.literal(first) + n.c.i % sa.literal(sheets)
    )
    return sa.insert(POINT).from_select(list(values), source)


def _tally(session: Session) -> None:
    """What the product keeps with every write, made here at once."""
    cell = [
        sa.func.coalesce(sa.cast(POINT.c[name], sa.String), "")
        for name in ("level", "likelihood", "consequence")
    ]
    source = sa.select(POINT.c.department_id, POINT.c.year, *cell, sa.func.count()).group_by(
        POINT.c.department_id, POINT.c.year, *cell
    )
    columns = ["department_id", "year", "level", "likelihood", "consequence", "points"]
    session.execute(sa.insert(TALLY).from_select(columns, source))


def login_session(database: Database) -> tuple[int, int]:
    """A session of the load's user: (session id, user's stamp)."""
    with database.session() as session:
        instant = now()
        row = {
            "user_id": 1,
            "generation": 1,
            "refresh_digest": uuid4().hex,
            "rotated_at": instant,
            "created_at": instant,
            "last_seen_at": instant,
            "expires_at": instant + SESSION_LIFE,
            "user_agent": "bench",
            "address": "127.0.0.1",
        }
        identity = insert_row(session, table_of(LoginSession), row)
        stamp = session.execute(
            sa.select(table_of(User).c.stamp).where(table_of(User).c.id == 1)
        ).scalar_one()
        return identity, int(stamp)
