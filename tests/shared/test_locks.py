"""Advisory locks are numbers of the whole database: each stands in one register, and no two are the same."""

import re
from importlib import import_module
from pathlib import Path

from shared.log import change_log, loads

ROOT = Path(__file__).parents[2]
REGISTERS = sorted(ROOT.glob("services/*/locks.py"))


def test_no_two_locks_have_the_same_number() -> None:
    registers = [import_module(f"services.{path.parent.name}.locks") for path in REGISTERS]
    numbers = [value for module in registers for value in vars(module).values() if isinstance(value, int)]
    numbers += [*change_log._LOCK.values(), loads.READS_SUBMISSION]
    assert len(numbers) == len(set(numbers)) > len(REGISTERS)


def test_a_lock_is_asked_for_by_its_name_alone() -> None:
    asked = re.compile(r"pg_(?:try_)?advisory\w*\(\s*(?:hashtext\w*\([^)]*)?\d")
    sources = [*ROOT.glob("services/**/*.py"), *ROOT.glob("shared/**/*.py")]
    assert [path.name for path in sources if asked.search(path.read_text(encoding="utf-8"))] == []
