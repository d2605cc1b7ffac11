"""What the commands have in common: where they speak, how they end, where the token comes from."""

import argparse
import os
import sys
from typing import TextIO

OK, HAS_ERRORS, STOPPED, INTERRUPTED = 0, 1, 2, 130
TOKEN = "LIANFANG_TOKEN"


def say(text: str, to: TextIO | None = None) -> None:
    """One line for the person, or for a log."""
    (to or sys.stdout).write(text + "\n")


def stop(text: str) -> int:
    """Says why it cannot go on."""
    say(text, sys.stderr)
    return STOPPED


def add_connection(top: argparse.ArgumentParser) -> None:
    """Where the server is, and who asks."""
    top.add_argument("--url", required=True, help="系统地址，例如 https://lianfang.example.edu.cn")
    top.add_argument("--token", help=f"个人令牌（lzp_…）；也可放在环境变量 {TOKEN} 中，避免留在命令历史里")
    top.add_argument("--ca", help="校内证书机构的证书文件（PEM）")


def token_of(given: argparse.Namespace) -> str:
    """The token given or kept, the empty string when there is none."""
    return given.token or os.environ.get(TOKEN, "")


NO_TOKEN = f"请用 --token 或环境变量 {TOKEN} 给出个人令牌。"
