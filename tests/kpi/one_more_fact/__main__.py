"""Adds the declaration to the facts of the service before anything reads them, then asks for its figures."""

import importlib
import sys
from pathlib import Path

from services.kpi.definitions import facts

if __name__ == "__main__":
    facts.__path__.append(str(Path(__file__).parent / "facts"))
    importlib.import_module("tests.kpi.one_more_fact.figures").run(sys.argv[1])
