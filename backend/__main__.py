"""`python -m backend …`."""

import sys
from importlib import import_module


def run() -> int:
    """The loader starts without the server's code: it works on other machines, and in a quarter of the time."""
    words = sys.argv[1:]
    if words[:1] == ["load"]:
        return int(import_module("backend.loader").main(words[1:]))
    if words[:1] == ["import"]:
        return int(import_module("backend.loader.forms").main(words[1:]))
    return int(import_module("backend.cli").main(words))


if __name__ == "__main__":
    sys.exit(run())
