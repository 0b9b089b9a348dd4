"""The year: every situation is played, its documents are written, and the ledger beside them."""

from __future__ import annotations

import shutil
from pathlib import Path
from random import Random
from typing import Final

from demo import situations
from demo.files import write_faulty, write_notices, write_releases, write_supplements
from demo.ledger import Ledger
from demo.market.bodies import Body, bodies, party_list
from demo.market.firms import people, planted
from demo.own_records import senders, thorough_sender
from demo.procurements.drawing import Dossier, Draws
from demo.supplements.situations import supplement

YEAR: Final = 2025
PROCEDURES: Final = 760


def write(folder: Path, *, seed: int = 2025, procedures: int = PROCEDURES, packed: bool = False) -> Ledger:
    """Write the year into a folder and return its ledger: the same arguments always give the same bytes.

    The folder gets `parties.csv`, `eforms/<month>/*.xml` (`packed`: also `eforms/<month>.zip`), `ocds/*.json` and
    `ocds/*.jsonl`, `own-records/<tier>/aanvullingen.*` (what a body of each tier says of its procedures), `faulty/`
    (documents that are refused whole; the demonstration does not send them) and `ledger.json`. Files of an earlier year
    are removed.

    Args:
        folder: where to.
        seed: another seed gives another year.
        procedures: how many in all; the situations take about half of the default, ordinary procurements the rest.
        packed: deliver eForms in a zip file per month and only the last weeks one by one, so that a year is some thirty
            submissions; else every notice is a file, over a thousand of them.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("eforms", "ocds", "own-records", "faulty"):
        if (folder / name).exists():
            shutil.rmtree(folder / name)
    listed = bodies()
    (folder / "parties.csv").write_text(party_list(listed), encoding="utf-8")
    dossiers = _dossiers(listed, seed=seed, procedures=procedures)
    files = [*write_notices(folder, dossiers, packed=packed), *write_releases(folder, dossiers)]
    expected = [each for dossier in dossiers for each in dossier.expected]
    told = supplement(expected, senders(), thorough=thorough_sender(), seed=seed)
    ledger = Ledger(
        seed=seed,
        year=YEAR,
        procedures=told.procedures,
        files=tuple(sorted(files, key=lambda each: each.path)),
        supplements=tuple(write_supplements(folder, told.records)),
        faulty=tuple(write_faulty(folder)),
        planted=planted(people()),
    )
    ledger.write(folder / "ledger.json")
    return ledger


def _dossiers(listed: tuple[Body, ...], *, seed: int, procedures: int) -> list[Dossier]:
    dossiers = [situation(_draws(f"{seed}/{name}", listed)) for name, situation in situations.all_situations()]
    chooser = Random(f"{seed}/ordinary")  # noqa: S311 - chance for a dossier, no secret
    choices, weights = zip(*situations.ORDINARY, strict=True)
    known = sum(len(dossier.expected) for dossier in dossiers)
    for number in range(max(0, procedures - known)):
        situation = chooser.choices(choices, weights=weights)[0]
        dossiers.append(situation(_draws(f"{seed}/ordinary/{number}", listed)))
    return dossiers


def _draws(seed: str, listed: tuple[Body, ...]) -> Draws:
    """Draws with a generator of its own: a situation that is added changes no other."""
    return Draws(Random(seed), listed)  # noqa: S311 - chance for a dossier, no secret
