"""HTTP of the rules for position levels."""

from typing import Annotated, Any

from fastapi import Query, Response

from backend.access.authorize import Actor, may
from backend.access.policy import Permission
from backend.assessments.choices import queries as choices
from backend.assessments.levels import actions, queries
from backend.assessments.levels.rules import PACKS, LevelPack
from backend.assessments.levels.schemas import (
    LevelDirection,
    LevelRuleChoiceOut,
    PositionLevelRulesOut,
    PositionLevelRulesPut,
    SimulationOut,
    SimulationQuery,
)
from backend.kit.db import Db
from backend.kit.paging import Page, PageQuery, json_response, page_response
from backend.kit.routing import room_router
from backend.kit.table import today
from backend.organization.rules import LEVEL_RANK

router = room_router("/position-level-rules", "assessments")
Reader = Annotated[Actor, may(Permission.assessments_read)]
Chooser = Annotated[Actor, may(Permission.level_rules_write)]


def _rules(session: Db) -> dict[str, Any]:
    chosen, current = choices.choice_for(session, today().year), choices.current_pack(session)
    offered = {pack.rule: pack for pack in (*PACKS.values(), current)}
    packs = [
        {
            "name": pack.name,
            "label": pack.name.label,
            "rule": pack.rule,
            "clauses": list(pack.clauses),
            "source": pack.source,
        }
        for pack in offered.values()
    ]
    return {
        "pack": current.name,
        "scale_id": chosen["scale_id"] if chosen else None,
        "chosen_at": chosen["chosen_at"] if chosen else None,
        "first_year": chosen["first_year"] if chosen else None,
        "reason": chosen["reason"] if chosen else "",
        "coming": choices.coming_choice(session),
        "earliest_year": choices.earliest_year(session),
        "packs": packs,
    }


@router.get("", response_model=PositionLevelRulesOut, summary="岗位定级规则")
def get_position_level_rules(session: Db, actor: Reader) -> dict[str, Any]:
    """The rule in force and the others, in words."""
    return _rules(session)


@router.put("", response_model=PositionLevelRulesOut, summary="选定岗位定级规则")
def choose_position_level_rule(session: Db, actor: Chooser, body: PositionLevelRulesPut) -> dict[str, Any]:
    """Adopts a rule from a year on; every position is recomputed before the answer is sent."""
    actions.choose_rule(session, actor, body)
    return _rules(session)


@router.get("/choices", response_model=Page[LevelRuleChoiceOut], summary="岗位定级规则的沿革")
def list_level_rule_choices(session: Db, actor: Reader, query: Annotated[PageQuery, Query()]) -> Response:
    """What was chosen when and why, newest first; nothing before the first choice means the default."""
    return page_response(*choices.choices(session, query))


@router.get("/{pack}/simulation", response_model=SimulationOut, summary="试算：换一种规则会怎样")
def simulate_position_levels(
    session: Db, actor: Reader, pack: LevelPack, query: Annotated[SimulationQuery, Query()]
) -> Response:
    """The positions within one's reach whose level would change; nothing is stored."""
    named = choices.named_pack(session, pack, query.scale_id)
    first_year = choices.starting_year(session, query.first_year)
    changes = queries.simulate(session, actor, named, first_year, query.department_id)
    rising = [row for row in changes if _direction(row) is LevelDirection.rising]
    chosen = [
        row
        for row in changes
        if query.direction in (None, _direction(row)) and query.level in (None, row["level"])
    ]
    page = chosen[query.offset : query.offset + query.size]
    return json_response(
        {
            "items": page,
            "total": len(chosen),
            "rising": len(rising),
            "falling": len(changes) - len(rising),
        }
    )


def _direction(row: dict[str, Any]) -> LevelDirection:
    is_rising = LEVEL_RANK[row["level"]] > LEVEL_RANK[row["former_level"]]
    return LevelDirection.rising if is_rising else LevelDirection.falling
