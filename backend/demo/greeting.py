"""What the terminal says when the demo starts."""

from backend.demo.roster import SIGN_INS
from backend.settings import Settings

PASSWORD = "Lianfang-2026"
"""Everybody's in the demo; printed at the start, and the demo serves this machine only."""


def greeting(settings: Settings) -> str:
    """What the terminal says: address, names, password."""
    lines = [f"\n廉防（演示）  http://localhost:{settings.port}", f"密码都是  {PASSWORD}\n"]
    with_roles = (
        ("wang", "教职工"),
        ("li", "联络员"),
        ("chen", "部门负责人"),
        ("lin", "分管领导"),
        ("zheng", "领导班子"),
        ("jiwei", "防控办公室（纪委办）"),
        ("sun", "监督员"),
        ("sysadmin", "系统管理员"),
        ("secadmin", "安全管理员"),
        ("audadmin", "审计管理员"),
    )
    names = {who.username: who.name for who in SIGN_INS}
    lines += [f"  {username:9} {names[username]}（{role}）" for username, role in with_roles]
    return "\n".join([*lines, "\n按 Ctrl+C 停止。"])
