"""What makes a submission complete, and what stands on its receipt. Pure."""

import hashlib
import secrets
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import orjson

from backend.campaigns.rules import FileRole
from backend.kit.problems import FieldError

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""No digit or letter that is mistaken for another when read aloud."""
GROUPS, GROUP_LENGTH = 2, 5


def gaps(
    parts: Iterable[Mapping[str, Any]], files: Sequence[Mapping[str, Any]], *, needs_seal: bool
) -> list[FieldError]:
    """What still lacks before it can be handed in."""
    given = {file["part"] for file in files}
    found = [
        FieldError(f"/files/{part['key']}", "part-missing", f"还没有上传“{part['name']}”。")
        for part in parts
        if part["is_required"] and part["key"] not in given
    ]
    if needs_seal and not any(file["role"] == FileRole.sealed_scan for file in files):
        found.append(FieldError("/files", "seal-missing", "请上传加盖公章后的扫描件。"))
    return found


def manifest_digest(files: Iterable[Mapping[str, Any]], note: str) -> str:
    """SHA-256 over what was handed in; the order of the uploads does not matter."""
    content = sorted((file["part"], file["role"], file["name"], file["digest"]) for file in files)
    return hashlib.sha256(orjson.dumps([content, note])).hexdigest()


def new_receipt_code(year: int) -> str:
    """`2026-7KQ3M-XN2PD`: short enough to write on a paper receipt, too long to guess or to meet twice."""
    groups = ("".join(secrets.choice(ALPHABET) for _ in range(GROUP_LENGTH)) for _ in range(GROUPS))
    return "-".join((str(year), *groups))
