"""`python -m backend import 排查表.docx … --department JWC --url https://… --token …`

Brings filled official forms in, one import a file; only looks at them unless told to apply (opinion.txt line 55).
"""

import argparse
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from backend.loader.client import ApiError, Client, Unreachable
from backend.loader.console import (
    HAS_ERRORS,
    INTERRUPTED,
    NO_TOKEN,
    OK,
    add_connection,
    say,
    stop,
    token_of,
)

LABELS = {"new": "新增", "changed": "有改动", "unchanged": "没有变化", "excluded": "不导入", "refused": "不能导入"}
SEVERITIES = {"error": "错误", "warning": "疑问"}
SCOPES = "令牌的范围要包括：查看和导入表格、查看组织机构、查看和填写职权与排查表（新建岗位时还有岗位）。"
FILE_NAME = re.compile(r"filename\*=UTF-8''([^;]+)")

Found = dict[str, Any]


def parser() -> argparse.ArgumentParser:
    """The command line."""
    top = argparse.ArgumentParser(
        prog="python -m backend import",
        description="把填好的附件一至附件三、自查表导入系统，一个文件一次导入，每个文件报告一行。"
        "默认只上传核对，不写入；核对结果也可以在“导入表格”页面上看。",
        epilog="退出码：0 全部没有问题；1 有文件有问题；2 没能做下去；130 被中断。",
    )
    top.add_argument("files", nargs="+", type=Path, help="Word、Excel、CSV 文件，或装着它们的 zip")
    top.add_argument("--department", metavar="编码", help="这些表是哪个部门的；表上写明部门的可以不给")
    top.add_argument("--apply", action="store_true", help="没有未定去向的文件，核对后随即写入")
    top.add_argument("--annotated", type=Path, metavar="目录", help="有问题或疑问的文件，把写好批注的副本存到这里")
    add_connection(top)
    return top


def main(words: Sequence[str]) -> int:
    """Runs the command; returns 0, 1 when a file needs a person, 2 when it had to stop, 130 when interrupted."""
    given = parser().parse_args(words)
    token = token_of(given)
    if not token:
        return stop(NO_TOKEN)
    missing = [str(file) for file in given.files if not file.is_file()]
    if missing:
        return stop(f"找不到文件：{'、'.join(missing)}")
    with Client(given.url, token, verify=given.ca or True) as client:
        return run(client, given)


def run(client: Client, given: argparse.Namespace) -> int:
    """All files, in the order given. A file that is refused does not keep the others back."""
    try:
        department = department_of(client, given.department) if given.department else None
        if given.annotated:
            given.annotated.mkdir(parents=True, exist_ok=True)
        results = [_import(client, given, file, department) for file in given.files]
    except (ApiError, Unreachable) as error:
        is_scope = isinstance(error, ApiError) and error.status == 403
        return stop(f"{error}{SCOPES}" if is_scope else str(error))
    except OSError as error:
        return stop(f"文件打不开：{error.strerror or error}")
    except KeyboardInterrupt:
        stop("已中断；报告过的文件都已完成。")
        return INTERRUPTED
    return OK if all(results) else HAS_ERRORS


class Unknown(ApiError):
    """A code no department has."""


def department_of(client: Client, code: str) -> int:
    """The id of the department with this code. Raises ApiError."""
    found = client.get("/departments", q=code, size=200)["items"]
    for unit in found:
        if unit["code"].casefold() == code.casefold():
            return int(unit["id"])
    raise Unknown(404, {"title": f"没有编码为“{code}”的部门", "detail": "请核对 --department。"})


def _import(client: Client, given: argparse.Namespace, file: Path, department: int | None) -> bool:
    """One file and its line; whether nothing about it needs a person."""
    fields = {"department_id": str(department)} if department else {}
    try:
        answer = client.upload("/imports", file.name, file.read_bytes(), fields)
        found: Found = answer.json()
        done = given.apply and "apply" in found["allowed_actions"]
        if done:
            path = f"/imports/{found['id']}/application"
            found = client.request("POST", path, headers={"If-Match": answer.headers["etag"]}).json()
    except ApiError as error:
        if error.status in (401, 403, 404):
            raise
        say(f"{file.name}：不接收。{error}")
        return False
    open_choices = [blocker for form in found["forms"] for blocker in form["blockers"]]
    severe = _severe(found)
    is_fine = not (open_choices or severe["error"] or found["counts"]["refused"] or not found["forms"])
    page = f"{given.url.rstrip('/')}/imports/{found['id']}"
    say(f"{file.name}：{_state(found, open_choices, is_done=done)}；{_figures(found, severe)} → {page}")
    for blocker in dict.fromkeys(open_choices):
        say(f"  待选择：{blocker}")
    if given.annotated and (severe["warning"] or not is_fine):
        _save_annotated(client, found["id"], given.annotated, file.name)
    return is_fine


def _state(found: Found, open_choices: Sequence[str], *, is_done: bool) -> str:
    if is_done:
        return "已导入"
    if not found["forms"]:
        return "没有认出表格"
    if open_choices:
        return "需要选择去向，没有写入"
    return "已核对，没有写入" if "apply" in found["allowed_actions"] else "没有可以导入的内容"


def _severe(found: Found) -> dict[str, int]:
    findings = [*found["findings"], *(one for form in found["forms"] for one in form["findings"])]
    return {name: sum(one["severity"] == name for one in findings) for name in SEVERITIES}


def _figures(found: Found, severe: Mapping[str, int]) -> str:
    counts = [f"{label} {found['counts'].get(name, 0)}" for name, label in LABELS.items()]
    doubts = [f"{label} {severe[name]}" for name, label in SEVERITIES.items()]
    return "，".join([f"{len(found['forms'])} 张表", *counts, *doubts])


def _save_annotated(client: Client, import_id: int, folder: Path, name: str) -> None:
    answer = client.request("GET", f"/imports/{import_id}/annotated")
    named = FILE_NAME.search(answer.headers.get("content-disposition", ""))
    target = folder / Path(unquote(named[1]) if named else name).name
    target.write_bytes(answer.content)
    say(f"  批注：{target}")
