"""Writes of publications: prepare, reword, release, take down."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.kit import journal
from backend.kit.etag import Expected
from backend.kit.problems import FieldError, conflict, forbidden, invalid, invalid_fields
from backend.kit.rows import claim_version, insert_row
from backend.kit.table import now, today
from backend.organization.queries import DEPARTMENTS, reaches
from backend.portal import queries
from backend.portal.queries import PUBLIC_POWERS, PUBLICATIONS, RELEASE, WRITE, Found
from backend.portal.rules import (
    MACHINE,
    PUBLIC,
    WORDING,
    PublicationAction,
    PublicationState,
    Words,
    content_hash,
    flow_of,
    merged,
    public_steps,
)
from backend.portal.scans.queries import scanned
from backend.portal.schemas import (
    PublicationCreate,
    PublicationRelease,
    PublicationUpdate,
    PublicationWithdrawal,
)
from backend.portal.sources.queries import live_words
from backend.powers.diagram import Theme, render
from backend.powers.queries import POWERS, visible_powers

S, A = PublicationState, PublicationAction
_OUT = (S.released, S.superseded, S.withdrawn)
_FOUR_EYES = "公开由起草人以外的人核对后办理；这份草稿最后是您写的，请另一位同事公开。"


def _record(session: Session, action: str, row: Mapping[str, Any], **details: Any) -> None:
    subject = journal.Subject("publication", row["id"], row["version"], row["department_id"])
    kept = {"power_id": row["power_id"], "edition": row["edition"]}
    journal.record(session, f"publication.{action}", subject, kept | details)


def create_publication(session: Session, actor: Actor, body: PublicationCreate) -> Found:
    """Begins an edition with what the power says today, or with the last edition's wording brought up to date.

    422 for a power out of sight, 403 out of reach; 409 when it is retired, need not be published, or has a draft.
    """
    power = _power(session, actor, body.power_id)
    if body.closes_on is not None and body.closes_on < today():
        raise invalid("/closes_on", "day", "公开的最后一天不能早于今天。")
    live = live_words(session, [power["id"]])[power["id"]]
    last = _last(session, power["id"])
    words = merged(last, last["source"], live) if last else live
    values = {
        **_filled(words),
        "power_id": power["id"],
        "code": last["code"] if last else _free_code(session, power),
        "edition": last["edition"] + 1 if last else 1,
        "state": S.draft,
        "channel": body.channel,
        "closes_on": body.closes_on,
        "source": live,
        "is_changed": False,
        "confirmed": [],
        **_author(actor),
        "released_by_name": "",
        "withdrawn_by_name": "",
        "withdraw_reason": "",
        "version": 1,
        "created_at": now(),
        "updated_at": now(),
    }
    found = queries.get_publication(session, actor, insert_row(session, PUBLICATIONS, values))
    _record(session, "created", found)
    return found


def _power(session: Session, actor: Actor, power_id: int) -> Found:
    seen = visible_powers(actor).where(POWERS.c.id == power_id)
    power = session.execute(seen).mappings().one_or_none()
    if power is None:
        raise invalid("/power_id", "unknown", "没有这项职权，请重新选择。")
    if not reaches(session, actor, WRITE, power["department_id"]):
        raise forbidden("公开由部门负责人、联络员或防控办公室准备；您只能查看。")
    if power["retired_on"]:
        raise conflict("这项职权已经停用，不能公开。", "already-retired")
    if not power["must_publish"]:
        raise conflict("这项职权没有标明“应当透明公开”；请先在职权里勾选，再准备公开。", "not-for-public")
    drafts = sa.select(PUBLICATIONS.c.id).where(PUBLICATIONS.c.power_id == power_id, PUBLICATIONS.c.state == S.draft)
    if session.execute(drafts).first():
        raise conflict("这项职权已有待公开的草稿，请直接修改它。", "already-exists")
    return dict(power)


def _last(session: Session, power_id: int) -> Found | None:
    """The newest edition that went out, whatever became of it."""
    statement = sa.select(PUBLICATIONS).where(
        PUBLICATIONS.c.power_id == power_id, PUBLICATIONS.c.state.in_(_OUT)
    )
    row = session.execute(statement.order_by(PUBLICATIONS.c.edition.desc()).limit(1)).mappings().one_or_none()
    return dict(row) if row else None


def _free_code(session: Session, power: Mapping[str, Any]) -> str:
    """`JWC-P001`: an address that stays with the power, wherever it moves."""
    unit = session.execute(sa.select(DEPARTMENTS.c.code).where(DEPARTMENTS.c.id == power["department_id"]))
    wanted = f"{unit.scalar_one()}-{power['code']}"
    others = sa.select(PUBLICATIONS.c.code).where(
        PUBLICATIONS.c.code.startswith(wanted, autoescape=True), PUBLICATIONS.c.power_id != power["id"]
    )
    taken = set(session.execute(others).scalars())
    tries = (f"{wanted}-{number}" if number > 1 else wanted for number in range(1, len(taken) + 2))
    return next(code for code in tries if code not in taken)


def _filled(words: Mapping[str, Any]) -> Words:
    """What a draft starts with; a power without 办理主体 is handled by its unit."""
    found = {name: words[name] for name in (*WORDING, "steps")}
    return found | {"handling_body": words["handling_body"] or words["unit"]}


def _author(actor: Actor) -> Found:
    return {"prepared_by_id": actor.require_user(), "prepared_by_name": actor.principal.label}


def _find(
    session: Session, actor: Actor, publication_id: int, action: PublicationAction, expected: Expected
) -> Found:
    """An edition the actor may treat in this way: 404, 403, 409 when its state forbids it, 412."""
    row = queries.find_publication(session, actor, publication_id)
    permission = RELEASE if action in (A.release, A.withdraw) else WRITE
    if not reaches(session, actor, permission, row["department_id"]):
        raise forbidden("您可以查看，但不能这样办理；公开和撤下由防控办公室办理。")
    MACHINE.find(row["state"], action)
    expected.check(row["version"])
    return row


def _settle(
    session: Session, actor: Actor, row: Found, action: PublicationAction, changes: Mapping[str, Any], name: str
) -> Found:
    target = MACHINE.find(row["state"], action).target
    claim_version(session, PUBLICATIONS, row, {"state": target} | dict(changes))
    found = queries.get_publication(session, actor, row["id"])
    _record(session, name, found)
    return found


def update_publication(
    session: Session, actor: Actor, publication_id: int, body: PublicationUpdate, expected: Expected
) -> Found:
    """Rewords a draft; whoever does so becomes its author. 422 for steps that are not those of the flow."""
    row = _find(session, actor, publication_id, A.edit, expected)
    given = body.model_dump(mode="json", exclude_unset=True)
    if "closes_on" in given:
        given["closes_on"] = body.closes_on
        if body.closes_on is not None and body.closes_on < today():
            raise invalid("/closes_on", "day", "公开的最后一天不能早于今天。")
    if "steps" in given:
        given["steps"] = _reworded(row["steps"], given["steps"])
    changes = {name: value for name, value in given.items() if value != row[name]}
    if not changes:
        return queries.get_publication(session, actor, publication_id)
    return _settle(session, actor, row, A.edit, changes | _author(actor), "updated")


def _reworded(steps: Sequence[Words], given: Sequence[Words]) -> list[Words]:
    """The same steps in other words; their shape and their ways stay, and so does what was left out."""
    if [step["key"] for step in steps] != [step["key"] for step in given]:
        raise invalid("/steps", "other-steps", "环节以流程图为准，不能在这里增减或调换；请先修改流程。")
    reworded = [step | new for step, new in zip(steps, given, strict=True)]
    ways = [[[one["to"] for one in step["branches"]] for step in some] for some in (steps, reworded)]
    errors = [
        FieldError(f"/steps/{at}/branches", "other-ways", "去向以流程图为准，这里只能改写条件。")
        for at, (mine, theirs) in enumerate(zip(*ways, strict=True))
        if mine != theirs
    ]
    if errors:
        raise invalid_fields(errors)
    for step, new in zip(steps, reworded, strict=True):
        new["branches"] = [old | one for old, one in zip(step["branches"], new["branches"], strict=True)]
    return reworded


def renew_publication(session: Session, actor: Actor, publication_id: int, expected: Expected) -> Found:
    """Brings a draft up to date with the power; what was reworded by hand stays where the power did not change."""
    row = _find(session, actor, publication_id, A.renew, expected)
    live = live_words(session, [row["power_id"]])[row["power_id"]]
    words = _filled(merged(row, row["source"], live))
    return _settle(session, actor, row, A.renew, {**words, "source": live, **_author(actor)}, "renewed")


def discard_publication(session: Session, actor: Actor, publication_id: int, expected: Expected) -> Found:
    """Gives a draft up; what is public stays as it is."""
    row = _find(session, actor, publication_id, A.discard, expected)
    return _settle(session, actor, row, A.discard, {}, "discarded")


def release_publication(
    session: Session, actor: Actor, publication_id: int, body: PublicationRelease, expected: Expected
) -> Found:
    """Freezes the draft for the public; an edition before it goes.

    403 for its author; 422 with every place where a person, number or address stands; 409 when the power was never
    signed, changed since, or a caution was not confirmed.
    """
    _hold_power(session, publication_id)
    row = _find(session, actor, publication_id, A.release, expected)
    if row["prepared_by_id"] == actor.require_user():
        raise forbidden(_FOUR_EYES)
    if blockers := queries.blockers_of(session, row):
        raise conflict(blockers[0], "not-ready")
    if findings := scanned(session, row):
        raise invalid_fields(findings)
    keys = [one.key for one in queries.cautions_on(session, row)]
    if missing := [key for key in keys if key not in body.confirmed]:
        raise conflict(f"还有 {len(missing)} 条提醒没有确认，请逐条核对后勾选。", "not-confirmed")
    _end_former(session, row)
    changes = {
        "confirmed": keys,
        "released_at": now(),
        "released_by_id": actor.user_id,
        "released_by_name": actor.principal.label,
    }
    _freeze(session, row)
    return _settle(session, actor, row, A.release, changes, "released")


def _hold_power(session: Session, publication_id: int) -> None:
    """Who changes the power meanwhile waits, so that his change finds the edition released and marks it."""
    power_id = sa.select(PUBLICATIONS.c.power_id).where(PUBLICATIONS.c.id == publication_id)
    session.execute(sa.select(POWERS.c.id).where(POWERS.c.id.in_(power_id)).with_for_update())


def _end_former(session: Session, row: Found) -> None:
    former = sa.select(PUBLICATIONS).where(
        PUBLICATIONS.c.power_id == row["power_id"], PUBLICATIONS.c.state == S.released
    )
    for one in session.execute(former).mappings().all():
        target = MACHINE.find(one["state"], A.supersede).target
        claim_version(session, PUBLICATIONS, dict(one), {"state": target})
        _take_down(session, one["id"])
        after = {**one, "version": one["version"] + 1, "department_id": row["department_id"]}
        _record(session, "superseded", after)


def _freeze(session: Session, row: Found) -> None:
    """The only way into the public table, by its allow list."""
    flow = flow_of(f"{row['name']}流程图", row["steps"])
    pictures = [render(flow, theme=theme) if row["steps"] else "" for theme in (Theme.light, Theme.dark)]
    shown = {name: row[name] for name in PUBLIC if name not in ("published_on", "steps")}
    shown |= {"published_on": today(), "steps": public_steps(row["steps"])}
    frozen = {"publication_id": row["id"], "is_live": True, "picture": pictures[0], "dark_picture": pictures[1]}
    insert_row(session, PUBLIC_POWERS, shown | frozen | {"content_hash": content_hash(shown, pictures)})


def _take_down(session: Session, publication_id: int) -> None:
    mine = PUBLIC_POWERS.c.publication_id == publication_id
    session.execute(sa.update(PUBLIC_POWERS).where(mine).values(is_live=False))


def withdraw_publication(
    session: Session, actor: Actor, publication_id: int, body: PublicationWithdrawal, expected: Expected
) -> Found:
    """Takes an edition down at once; its address answers as if it had never been."""
    row = _find(session, actor, publication_id, A.withdraw, expected)
    _take_down(session, publication_id)
    changes = {
        "withdrawn_at": now(),
        "withdrawn_by_name": actor.principal.label,
        "withdraw_reason": body.reason,
    }
    return _settle(session, actor, row, A.withdraw, changes, "withdrawn")
