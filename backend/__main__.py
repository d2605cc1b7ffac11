"""`python -m backend …`."""

import gc
import sys
from importlib import import_module
from types import ModuleType

APART = {"load": "backend.loader", "import": "backend.loader.forms", "build-package": "backend.packages.child"}
"""Commands that start without the server's code: loaders work on other machines, and in a quarter of the time."""


def run() -> int:
    """The exit code of the command."""
    words = sys.argv[1:]
    if words and words[0] in APART:
        return int(_imported(APART[words[0]]).main(words[1:]))
    return int(_imported("backend.cli").main(words))


def _imported(name: str) -> ModuleType:
    """The module; nothing of it is garbage yet, and looking for some took half the time of a start."""
    gc.disable()
    try:
        return import_module(name)
    finally:
        gc.enable()


if __name__ == "__main__":
    sys.exit(run())
