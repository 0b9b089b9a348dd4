from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from demo import Ledger, write
from tests.demo_year.compiled_year import CompiledYear, compile_year


@dataclass(frozen=True, slots=True)
class Year:
    folder: Path
    ledger: Ledger


@pytest.fixture(scope="session")
def year(tmp_path_factory: pytest.TempPathFactory) -> Year:
    folder = tmp_path_factory.mktemp("year")
    return Year(folder, write(folder))


@pytest.fixture(scope="session")
def compiled(year: Year) -> CompiledYear:
    return compile_year(year.folder)
