"""Limits on guessing: failed attempts per account, per address and over all, in a sliding window.

Nobody is shut out for good: a limit ends when its oldest failure leaves the window, sessions already open are not
touched, and an address somebody has signed in from is counted apart from the strangers' addresses.
"""

import ipaddress
import unicodedata
from math import ceil
from typing import NamedTuple

import sqlalchemy as sa
from sqlmodel import Session

from backend.access import secrets
from backend.access.models import LoginAttempt, LoginSession
from backend.access.rules import (
    ATTEMPT_WINDOW,
    ATTEMPTS_GLOBAL,
    ATTEMPTS_PER_ADDRESS,
    ATTEMPTS_PER_USER,
    KNOWN_ADDRESS,
)
from backend.kit.problems import Problem
from backend.kit.routing import add_headers
from backend.kit.table import now, table_of

ATTEMPTS, SESSIONS = table_of(LoginAttempt), table_of(LoginSession)
LIMITS = {"account": ATTEMPTS_PER_USER, "address": ATTEMPTS_PER_ADDRESS, "all": ATTEMPTS_GLOBAL}
WINDOW = int(ATTEMPT_WINDOW.total_seconds())


class Allowance(NamedTuple):
    """Attempts left under one of the limits, and the seconds until there is one more."""

    name: str
    left: int
    wait: int

    def headers(self) -> dict[str, str]:
        """The fields of draft-ietf-httpapi-ratelimit-headers-10."""
        policy = ", ".join(f'"{name}";q={limit};w={WINDOW}' for name, limit in LIMITS.items())
        return {"RateLimit-Policy": policy, "RateLimit": f'"{self.name}";r={self.left};t={self.wait}'}


def account_key(text: str) -> str:
    """The account meant by what was typed, as a digest: the text itself may be a misplaced password."""
    return secrets.digest(unicodedata.normalize("NFKC", text).strip().lower())


def network(address: str) -> str:
    """What counts as one address: an IPv4 address, or the /64 network an IPv6 host can choose from freely."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address[:64]
    if isinstance(parsed, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((parsed, 64), strict=False))
    return str(parsed)


def refuse(session: Session, account: str, address: str, user_id: int | None = None) -> None:
    """429 with Retry-After (seconds) when one of the three limits is reached. Writes nothing.

    Otherwise the answer will say how many attempts are left under the limit that is nearest.
    """
    instant = now()
    found: list[Allowance] = []
    by_account = ATTEMPTS.c.account_digest == account
    if user_id is not None and _is_known(session, user_id, address):
        by_account &= ATTEMPTS.c.address == address
    clauses = (by_account, ATTEMPTS.c.address == address, sa.true())
    for (name, limit), clause in zip(LIMITS.items(), clauses, strict=True):
        recent = sa.select(sa.func.count(), sa.func.min(ATTEMPTS.c.attempted_at)).where(
            ATTEMPTS.c.attempted_at > instant - ATTEMPT_WINDOW, clause
        )
        count, oldest = session.execute(recent).one()
        wait = ceil(((oldest or instant) + ATTEMPT_WINDOW - instant).total_seconds())
        allowance = Allowance(name, max(0, limit - count), wait)
        if not allowance.left:
            raise Problem(
                "too-many-attempts",
                "尝试的次数太多",
                429,
                f"请在 {ceil(wait / 60)} 分钟后再试。已经登录的设备不受影响。",
                headers={"Retry-After": str(wait), **allowance.headers()},
            )
        found.append(allowance)
    _announce(session, min(found, key=lambda one: one.left))


def _is_known(session: Session, user_id: int, address: str) -> bool:
    seen = sa.select(SESSIONS.c.id).where(
        SESSIONS.c.user_id == user_id,
        SESSIONS.c.address == address,
        SESSIONS.c.created_at > now() - KNOWN_ADDRESS,
    )
    return session.execute(seen.limit(1)).first() is not None


def note_failure(session: Session, account: str, address: str) -> None:
    """Counts one failure; the caller must answer without raising, or the rollback takes the note along."""
    instant = now()
    session.execute(sa.delete(ATTEMPTS).where(ATTEMPTS.c.attempted_at <= instant - ATTEMPT_WINDOW))
    row = {"account_digest": account, "address": address, "attempted_at": instant}
    session.execute(sa.insert(ATTEMPTS).values(**row))
    before: Allowance = session.info["allowance"]
    _announce(session, before._replace(left=max(0, before.left - 1)))


def _announce(session: Session, allowance: Allowance) -> None:
    session.info["allowance"] = allowance
    add_headers(session, allowance.headers())


def forgive(session: Session, account: str, address: str) -> None:
    """A success wipes the failures of this account from this address."""
    session.execute(
        sa.delete(ATTEMPTS).where(ATTEMPTS.c.account_digest == account, ATTEMPTS.c.address == address)
    )
