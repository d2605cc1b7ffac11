from pathlib import Path

from tests.architecture.deadcode import dead_functions
from tests.architecture.sources import ROOT, plant


def test_every_function_is_used() -> None:
    assert dead_functions(ROOT) == []


def test_a_planted_dead_function_is_seen(tmp_path: Path) -> None:
    plant(
        tmp_path,
        {
            "backend/a.py": "def used(): pass\ndef forgotten(): pass\n",
            "backend/b.py": "from backend.a import used\n@router.get('/')\ndef registered(): used()\n",
            "backend/c.py": "class Alone:\n    def lost(self): pass\nclass Derived(Alone):\n    def hook(self): pass\n",
        },
    )
    assert dead_functions(tmp_path) == [
        "backend/a.py:2: forgotten is never used",
        "backend/c.py:2: lost is never used",
    ]
