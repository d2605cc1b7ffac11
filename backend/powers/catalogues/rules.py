"""What the signers of a catalogue sign, and how two contents of one differ."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from backend.kit.terms import Term
from backend.powers.rules import SIGNED


def content_hash(department_id: int, year: int, rows: Sequence[Mapping[str, Any]]) -> str:
    """SHA-256 of what the signers of a catalogue sign: its powers in their order with the rules they rest on."""
    content = {
        "header": {"department_id": department_id, "year": year},
        "powers": [{field: row[field] for field in ("id", *SIGNED)} | _ruled(row) for row in rows],
    }
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _ruled(row: Mapping[str, Any]) -> dict[str, Any]:
    """The rules of a row without their titles: a correction of a title changes no power."""
    return {"bases": [[one["regulation_id"], one["clause"]] for one in row["bases"]]}


def differences(
    before: Sequence[Mapping[str, Any]], after: Sequence[Mapping[str, Any]]
) -> dict[str, list[dict[str, Any]]]:
    """What changed between two contents of a catalogue, by power: added, removed, changed with the fields."""
    old, new = {row["id"]: row for row in before}, {row["id"]: row for row in after}
    changed = []
    for power_id in (power_id for power_id in new if power_id in old):
        fields = [field for field in SIGNED if old[power_id][field] != new[power_id][field]]
        fields += ["bases"] if _ruled(old[power_id]) != _ruled(new[power_id]) else []
        if fields:
            changed.append({"id": power_id, "name": new[power_id]["name"], "fields": fields})
    return {
        "added": [{"id": row["id"], "name": row["name"]} for row in after if row["id"] not in old],
        "removed": [{"id": row["id"], "name": row["name"]} for row in before if row["id"] not in new],
        "changed": changed,
    }


class CatalogueAction(Term):
    """What can be done with a catalogue; sent out with each one as `allowed_actions`."""

    edit = "edit", "填写"
    submit = "submit", "提交审核"
    withdraw = "withdraw", "撤回"
