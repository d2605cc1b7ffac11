"""What a filled 附件四 may change, and what is kept of it afterwards. Pure (docs/decisions/0024)."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from pathlib import PurePosixPath
from typing import Any, Final

from backend.imports.plans.rules import Values, differences
from backend.imports.reader.findings import FINDINGS
from backend.imports.reader.parsed import Finding
from backend.imports.rules import Column, FormKind
from backend.kit.files import BadFile

Row = Mapping[str, Any]

TEXTS: Final = ("circumstances", "measures_taken", "remark")
FOLDER: Final = "records"
"""Files of 附件四 lie apart from all others, so that they can go when they have served."""
KEPT: Final = timedelta(days=30)
"""How long an upload waits for its application."""
UNREAD: Final = frozenset({"refused-file", "no-form-in-file", "no-form"})
NAMED: Final = re.compile("预警处置|预警记录|附件[四4]")
NOT_ALLOWED: Final = (
    "预警处置记录单涉及个人，只有办理预警的人可以导入，文件没有保存。请交纪检监察部门办理，或把它从文件里取出后再上传。"
)
MIXED: Final = (
    "文件里既有预警处置记录单，又有其他表格，没有保存。记录单只有上传的人看得到，其他表格本部门都看得到，请分成两个文件上传。"
)


def is_confidential(read: Row, name: str, *, may_handle: bool) -> bool:
    """Whether what was read is of 附件四, or is called so and could not be read.

    Raises BadFile for who may not handle warnings, and for a mixed file.
    """
    kinds = {sheet["kind"] for sheet in read["sheets"]}
    sources = [sheet["source"] for sheet in read["sheets"] if sheet["kind"] == FormKind.warning_record]
    sources += [finding["source"] for finding in read["findings"] if finding["code"] == "warning-record"]
    unread = [finding["source"] or name for finding in read["findings"] if finding["code"] in UNREAD]
    sources += [source if source != name else "" for source in unread if NAMED.search(source)]
    if not sources:
        return False
    where = f"压缩包里的“{sources[0]}”：" if sources and sources[0] else ""
    if not may_handle:
        raise BadFile("warning-record", where + NOT_ALLOWED)
    if kinds - {FormKind.warning_record}:
        raise BadFile("mixed-records", where + MIXED)
    return True


def changes_of(case: Row, values: Values, *, is_ours: bool) -> dict[str, tuple[Any, Any]]:
    """field → (before, after) of what a draft may take over; an empty cell only clears a field in our own document."""
    found = differences(case, values, TEXTS, is_ours=is_ours)
    written = date.fromisoformat(values["handled_on"]) if values["handled_on"] else None
    if written != case["handled_on"] and (written or is_ours):
        found["handled_on"] = (case["handled_on"], written)
    return found


def remark(code: str, column: Column, raw: str, place: Finding) -> Finding:
    """A finding of the comparison at the place of another."""
    severity, message = FINDINGS[code]
    return Finding(
        place.table,
        place.row,
        place.column,
        column,
        code,
        severity,
        raw[:200],
        message,
        place.source,
        place.sheet,
        place.entry,
    )


NOWHERE: Final = {"action": "match", "id": None, "name": "", "reason": ""}
SAID: Final = (
    *("title", "source", "sheet"),
    *("written_department", "written_subject", "written_person", "written_job_title"),
)
"""What was read from the file; names of files and sheets are often those of people."""


def nameless(file_name: str) -> str:
    """`张三预警.docx` → `预警处置记录单.docx`."""
    return f"预警处置记录单{PurePosixPath(file_name).suffix}"


def without_texts(outcome: Iterable[Row], numbers: Mapping[int, str]) -> list[dict[str, Any]]:
    """What came of an application, by numbers alone: the words are in the cases, for those who may read them.

    `numbers`: form → number of the warning that was written.
    """
    return [_bare(form, numbers.get(form["index"], "")) for form in outcome]


def _bare(form: Row, number: str) -> dict[str, Any]:
    items = [{**item, "values": {"name": number}, "changes": [], "reason": ""} for item in form["items"]]
    silent: dict[str, Any] = {"filled_on": None, "department": NOWHERE, "findings": []}
    silent |= {"subject": None, "handler": None}
    return {**form, **dict.fromkeys(SAID, ""), **silent, "items": items}
