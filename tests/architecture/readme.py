"""The tables of README.md, made from the code. `python -m tests.architecture.readme` rewrites them."""

import re
from collections.abc import Callable
from pathlib import Path

from pydantic import SecretStr

from backend.access.policy import POLICY, Permission
from backend.access.rules import Reach
from backend.settings import Settings

README = Path(__file__).resolve().parents[2] / "README.md"
MEANINGS = {
    "environment": "`production`、`demo` 或 `test`；正式环境缺少密钥时拒绝启动",
    "database_url": "`sqlite:///…` 或 `postgresql://…`",
    "database_replica_url": "只读副本，可不填",
    "database_pool_size": "每个进程的连接数",
    "secret_key": "至少 32 个字符，用于刷新令牌和游标",
    "signing_key": "ES256 私钥 PEM，签发访问令牌",
    "retired_signing_keys": "仍可验证旧令牌的密钥 PEM",
    "college_name": "学院名称，印在表格上",
    "data_dir": "附件等数据的目录",
    "static_dir": "网页构建产物的目录",
    "public_origin": "用户看到的地址；https 时 Cookie 只走加密连接",
    "host": "监听地址",
    "port": "监听端口",
    "worker_threads": "每个进程的工作线程数",
    "password_profile": "口令规则：`dengbao`（等保）或 `asvs`",
    "trusted_proxies": "可信代理的地址",
    "docs_enabled": "是否提供在线接口文档页",
    "package_days": "材料包文件保留多少天",
    "smtp_host": "发信服务器；不填就不发邮件，站内消息照常",
    "smtp_port": "发信端口",
    "smtp_security": "`tls`、`starttls` 或 `none`",
    "smtp_user": "发信账号",
    "smtp_password": "发信密码",
    "smtp_sender": "发件人地址",
    "import_file_mib": "导入：一个文件最多多少 MiB",
    "import_unpacked_mib": "导入：解压后合计最多多少 MiB",
    "import_entries": "导入：一个压缩包（含 .docx、.xlsx）最多多少个条目",
    "import_files": "导入：一个 zip 里最多多少份表格",
    "import_rows": "导入：一份工作簿最多多少行",
    "import_columns": "导入：一张工作表最多多少列",
    "import_cells": "导入：一份文件最多多少个有内容的单元格",
    "import_seconds": "导入：读一次上传最多多少秒",
    "converter": "旧格式（.doc、.wps、.rtf、.odt、.html）：`auto` 有 LibreOffice 就转换，`off` 不收，模板以 Word 预览",
}
OPTIONAL_SECRETS = frozenset({"retired_signing_keys", "smtp_password"})
REACHES = {Reach.own: "本人", Reach.granted: "部门", Reach.school: "全校"}


def settings_table() -> str:
    """One row for each setting."""
    lines = ["| 环境变量 | 默认 | 含义 |", "|---|---|---|"]
    for name, field in Settings.model_fields.items():
        default = (
            "必填" if isinstance(field.default, SecretStr) and name not in OPTIONAL_SECRETS else field.default
        )
        shown = "" if default is None or isinstance(default, SecretStr) else f"`{default}`"
        lines.append(f"| `{name.upper()}` | {shown.replace('`必填`', '正式环境必填')} | {MEANINGS[name]} |")
    return "\n".join(lines)


def permissions_table() -> str:
    """Permission by role; the cell says how far."""
    roles = list(POLICY)
    lines = ["| 权限 | " + " | ".join(role.label for role in roles) + " |", "|---" * (len(roles) + 1) + "|"]
    for permission in Permission:
        cells = [REACHES[POLICY[role][permission]] if permission in POLICY[role] else "" for role in roles]
        lines.append(f"| {permission.label} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


TABLES = {"settings": settings_table, "permissions": permissions_table}


def _filled(make: Callable[[], str]) -> Callable[[re.Match[str]], str]:
    return lambda found: found[1] + make() + found[2]


def rendered(text: str) -> str:
    """The README with its tables made anew."""
    for name, make in TABLES.items():
        pattern = rf"(<!-- {name} -->\n).*?(\n<!-- /{name} -->)"
        text = re.sub(pattern, _filled(make), text, flags=re.DOTALL)
    return text


if __name__ == "__main__":
    README.write_text(rendered(README.read_text("utf-8")), "utf-8")
