"""Bulk load of departments: the whole file at once, because rows refer to each other."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from operator import itemgetter
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.access.policy import Permission
from backend.kit import journal
from backend.kit.batches import among, insert_batch, reserve_ids
from backend.kit.problems import FieldError
from backend.kit.table import now, today
from backend.organization.actions import keep_former_name
from backend.organization.bulk.columns import CodeColumn, Column, LinesColumn, NumberColumn, TermColumn
from backend.organization.bulk.reading import Given
from backend.organization.bulk.targets import BULK, Change, Row, Target
from backend.organization.departments.actions import repath
from backend.organization.departments.schemas import DepartmentRow
from backend.organization.history.actions import keep_former_places
from backend.organization.queries import DEPARTMENTS, within
from backend.organization.rules import DepartmentKind

COLUMNS = (
    CodeColumn("code", "部门编码", ("部门代码", "部门编号", "单位编码", "编码", "代码"), is_required=True),
    Column("name", "部门名称", ("单位名称", "部门", "名称"), is_required=True),
    TermColumn("kind", "部门类别", ("类别", "部门类型", "类型"), is_required=True, terms=DepartmentKind),
    CodeColumn("parent_code", "上级部门编码", ("上级编码", "上级部门代码", "上级部门"), blank=None),
    CodeColumn("party_code", "所属党组织编码", ("党组织编码", "所属党总支编码", "所属党组织"), blank=None),
    NumberColumn("sort", "次序", ("排序", "顺序"), blank=0),
    LinesColumn("duties", "部门职责", ("职责", "主要职责"), blank=[]),
)


class DepartmentTarget(Target):
    """Units by code. A parent may stand in the same file, before or after its children."""

    noun = "department"
    table = DEPARTMENTS
    columns = COLUMNS
    body = DepartmentRow

    def __init__(self, session: Session, actor: Actor) -> None:
        super().__init__(session, actor)
        parent = DEPARTMENTS.alias("parent")
        covered = within(actor.reach(Permission.organization_write), DEPARTMENTS.c.id).label("is_covered")
        columns = (
            DEPARTMENTS.c.code,
            parent.c.code.label("parent_code"),
            DEPARTMENTS.c.id,
            DEPARTMENTS.c.kind,
        )
        rows = session.execute(
            sa.select(*columns, DEPARTMENTS.c.retired_on, covered).outerjoin(
                parent, parent.c.id == DEPARTMENTS.c.parent_id
            )
        ).all()
        self._ids = {row.code: row.id for row in rows}
        self._retired = {row.code for row in rows if row.retired_on}
        self._covered = {row.code for row in rows if row.is_covered}
        self._parents: dict[str, str | None] = {row.code: row.parent_code for row in rows}
        self._root = next((row.code for row in rows if row.parent_code is None), None)
        self._usable = self._covered - self._retired
        self._kinds: dict[str, Any] = {row.code: row.kind for row in rows}

    def order(self, chunks: Iterator[list[Given]]) -> Iterator[list[Given]]:
        """One chunk, parents before their children."""
        rows = list(chain.from_iterable(chunks))
        by_code = {str(given.values.get("code")): given for given in rows if given.values}
        for code, given in by_code.items():
            assert given.values is not None
            self._kinds[code] = given.values.get("kind", self._kinds.get(code))
            if "parent_code" in given.values or code not in self._parents:
                parent = given.values.get("parent_code")
                self._parents[code] = parent if isinstance(parent, str) else None
        placed = sorted(rows, key=lambda given: (self._depth(given), given.at))
        yield placed

    def _ancestors(self, code: str) -> list[str]:
        """From the parent up; ends with `code` itself when it stands in a circle."""
        found: list[str] = []
        above = self._parents.get(code)
        while above is not None and above not in found:
            found.append(above)
            above = self._parents.get(above)
        return found

    def _depth(self, given: Given) -> int:
        return len(self._ancestors(str((given.values or {}).get("code"))))

    def resolve(self, row: Row) -> list[FieldError]:
        """Checks the parent; codes stay codes until the ids of new units are known."""
        code, parent = row["code"], self._parents.get(row["code"])
        row["parent_code"] = parent
        error = self._wrong_parent(code, parent)
        if error is None:
            self._usable.add(code)
            if parent is None:
                self._root = code
        wrong_party = self._wrong_party(code, row.get("party_code"))
        found = (("/parent_code", error), ("/party_code", wrong_party))
        return [FieldError(pointer, *wrong) for pointer, wrong in found if wrong]

    def _wrong_party(self, code: str, party: str | None) -> tuple[str, str] | None:
        """A party organisation stands in the college or in the same file."""
        if party is None:
            return None
        if party in self._retired or self._kinds.get(party) != DepartmentKind.party_organization:
            return "not-party", f"编码为 {party} 的党组织不存在或已撤销，或不是党组织。"
        return ("itself", "党组织不能隶属它自己。") if party == code else None

    def _wrong_parent(self, code: str, parent: str | None) -> tuple[str, str] | None:
        if parent is None:
            taken = self._root is not None and self._root != code
            return ("root-taken", "全校根节点已经有了，请填写上级部门编码。") if taken else None
        if code in self._ancestors(code):
            return "cycle", "上级部门绕成了一圈，请核对上级部门编码。"
        if parent in self._retired:
            return "retired-department", f"编码为 {parent} 的部门已经撤销。"
        if parent not in self._usable:
            is_there = parent in self._ids
            text = "不在您的办理范围内" if is_there else "不存在，在文件中也没有成功载入"
            return "out-of-reach" if is_there else "unknown-department", f"编码为 {parent} 的上级部门{text}。"
        return None

    def refuse(self, before: Mapping[Any, Any]) -> FieldError | None:
        """Retired units stay as they were."""
        if before["code"] in self._retired:
            return FieldError("/code", "retired", "这个部门已经撤销，不能再修改。")
        if before["code"] not in self._covered:
            return FieldError("/code", "out-of-reach", "这个编码属于您办理范围以外的部门。")
        return None

    def existing(self, keys: Sequence[str], *, lock: bool) -> Iterable[Mapping[Any, Any]]:
        """The stored units, with the parent and the party organisation by code."""
        parent, party = DEPARTMENTS.alias("parent"), DEPARTMENTS.alias("party")
        statement = (
            sa.select(DEPARTMENTS, parent.c.code.label("parent_code"), party.c.code.label("party_code"))
            .outerjoin(parent, parent.c.id == DEPARTMENTS.c.parent_id)
            .outerjoin(party, party.c.id == DEPARTMENTS.c.party_id)
            .where(among(self.session, DEPARTMENTS.c.code, keys))
        )
        return self.session.execute(statement).mappings()

    def insert(self, rows: Sequence[Row]) -> None:
        """Stores new units; paths follow when all parents are known."""
        ids = reserve_ids(self.session, DEPARTMENTS, len(rows))
        self._ids |= {row["code"]: row_id for row_id, row in zip(ids, rows, strict=True)}
        instant = now()
        names = ("code", "name", "kind", "sort", "duties")
        pick = itemgetter(*names)
        stored = [
            (self._ids[row["code"]], 1, instant, instant, "", *self._lines(row), *pick(row))
            for row in ({**self.defaults, **row} for row in rows)
        ]
        fixed = ("id", "version", "created_at", "updated_at", "path", "parent_id", "party_id")
        insert_batch(self.session, DEPARTMENTS, (*fixed, *names), stored)
        subjects = [journal.Subject("department", row_id, 1, row_id) for row_id in ids]
        journal.record_many(self.session, "department.created", subjects, BULK)

    def _lines(self, row: Row) -> tuple[int | None, int | None]:
        """The unit above, and the party organisation it comes under."""
        return self._ids.get(row["parent_code"]), self._ids.get(row["party_code"])

    def update(self, changes: Sequence[Change]) -> None:
        """Stores changed units, then every path that follows from new or changed parents."""
        former: dict[int, int | None] = {}
        for before, values in changes:
            stored = dict(values)
            if "parent_code" in stored:
                stored["parent_id"] = self._ids.get(stored.pop("parent_code"))
                former[before["id"]] = before["parent_id"]
            if "party_code" in stored:
                stored["party_id"] = self._ids.get(stored.pop("party_code"))
            if "name" in stored:
                keep_former_name(self.session, before["id"], before["name"], today())
            version = before["version"] + 1
            self.session.execute(
                sa.update(DEPARTMENTS)
                .where(DEPARTMENTS.c.id == before["id"])
                .values(**stored, version=version, updated_at=now())
            )
            subject = journal.Subject(
                "department", before["id"], version, before["id"], former.get(before["id"])
            )
            journal.record(self.session, "department.updated", subject, {**BULK, "fields": sorted(stored)})
        keep_former_places(self.session, former)
        repath(self.session, former)
