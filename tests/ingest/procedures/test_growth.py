"""What compiling costs: it grows with what a procedure's notices state, never with the square of it.

Counted in function calls, which are the same on every machine. One sender can give one procedure any number of notices.
"""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Callable
from types import FrameType
from uuid import UUID

import pytest

from services.ingest.formats.ocds.reader import release_notice, release_of
from services.ingest.procedures.rules.compile import compile_procedure
from services.ingest.procedures.rules.kept import KeptNotice, keep
from shared.procurement.notice import Contract, LotResult, Notice, Tender
from tests.ingest.ocds.builders import release
from tests.ingest.procedures.builders import REGISTER, call, euro, kept, lot, result

FEW, MANY = 25, 100
MOST = 1.5 * MANY / FEW  # sorting and the like; the square would be sixteen times as much


def calls_to_compile(notices: list[KeptNotice]) -> int:
    counted = 0

    def count(_frame: FrameType, _event: str, _argument: object) -> None:
        nonlocal counted
        counted += 1

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        compile_procedure("bt04:test", notices, register=REGISTER)
    finally:
        sys.setprofile(before)
    return counted


def results(number: int) -> list[KeptNotice]:
    """Result notices of one procedure that state a total and leave open what kind of agreement it is."""
    return kept(*(result(str(UUID(int=each + 1)), total_value=euro(100_000)) for each in range(number)))


def calls(number: int) -> list[KeptNotice]:
    return kept(*(call(str(UUID(int=each + 1))) for each in range(number)))


def versions(number: int) -> list[KeptNotice]:
    return kept(*(result(version=f"{each + 1:02}") for each in range(number)))


def changes(number: int) -> list[KeptNotice]:
    """Change notices with an id of their own, each changing the one before it."""
    return kept(
        *(call(str(UUID(int=each + 1)), changes_notice=str(UUID(int=each)) if each else None) for each in range(number))
    )


def rival_contents(number: int) -> list[KeptNotice]:
    """One version of one notice, received with so many different contents."""
    return kept(*(result(title=f"Titel {each}", total_value=euro(100_000)) for each in range(number)))


def rival_releases(number: int) -> list[KeptNotice]:
    """Releases of one process, of which every second one comes under one and the same id, each with its own content."""
    found = []
    for each in range(number):
        title, ident = f"Opmerking {each}", f"rel-{each}" if each % 2 else "rel"
        content = release(id=ident, description=title)
        notice, _ = release_notice(content)
        found.append(keep(notice, release=release_of(content))[0])
    return found


def undated_lots(number: int) -> list[KeptNotice]:
    """One result with many lots that do not state when they were awarded."""
    ids = [f"LOT-{each:04}" for each in range(number)]
    notice: Notice = dataclasses.replace(
        result(total_value=euro(100_000 * number)),
        lots=tuple(lot(each) for each in ids),
        results=tuple(
            LotResult(f"RES-{each}", each, "/*", status="selec-w", tender_ids=(f"TEN-{each}",)) for each in ids
        ),
        tenders=tuple(Tender(f"TEN-{each}", each, euro(100_000), None, ()) for each in ids),
        contracts=tuple(Contract(f"CON-{each}", (f"TEN-{each}",)) for each in ids),
    )
    return kept(notice)


LOADS = (results, calls, versions, changes, rival_contents, rival_releases, undated_lots)


@pytest.mark.parametrize("load", LOADS)
def test_four_times_as_much_costs_about_four_times_as_many_calls(load: Callable[[int], list[KeptNotice]]) -> None:
    assert calls_to_compile(load(MANY)) <= MOST * calls_to_compile(load(FEW))
