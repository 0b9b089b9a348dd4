"""The year as files: every situation is played, its documents are written, and the ledger beside them."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from random import Random
from typing import Final

from deploy.demo_year.bodies import Body, bodies, party_list
from deploy.demo_year.casting import Cast, Story
from deploy.demo_year.eforms_xml import write_eforms, write_registration
from deploy.demo_year.firms import people, planted
from deploy.demo_year.ledger import ExpectedFile, Ledger
from deploy.demo_year.ocds_json import Json, package, write_release
from deploy.demo_year.papers import NoticePaper
from deploy.demo_year.situations import ordinary

YEAR: Final = 2025
PROCEDURES: Final = 760
_PACKAGE_SIZE: Final = 25
_FIXED: Final[tuple[tuple[Callable[[Cast], Story], int], ...]] = ()
_ORDINARY: Final[tuple[tuple[Callable[[Cast], Story], int], ...]] = (
    (ordinary.eforms_call_and_result, 62),
    (ordinary.ocds_releases, 16),
    (ordinary.eforms_result_only, 7),
    (ordinary.eforms_running, 5),
    (ordinary.direct_award, 4),
    (ordinary.announced_direct_award, 2),
    (ordinary.planned_first, 4),
)


def write(folder: Path, *, seed: int = 2025, procedures: int = PROCEDURES) -> Ledger:
    """Write the year into a folder and return its ledger: the same seed and size always give the same bytes.

    The folder gets `parties.csv`, `eforms/<month>/*.xml`, `ocds/*.json` and `ocds/*.jsonl`, `faulty/` (documents that
    are refused whole; the demonstration does not send them) and `ledger.json`. Files of an earlier year are removed.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("eforms", "ocds", "faulty"):
        if (folder / name).exists():
            shutil.rmtree(folder / name)
    listed = bodies()
    (folder / "parties.csv").write_text(party_list(listed), encoding="utf-8")
    stories = _stories(listed, seed=seed, procedures=procedures)
    files = [*_write_eforms(folder, stories), *_write_ocds(folder, stories)]
    ledger = Ledger(
        seed=seed,
        year=YEAR,
        procedures=tuple(sorted((each for story in stories for each in story.expected), key=lambda each: each.key)),
        files=tuple(sorted(files, key=lambda each: each.path)),
        faulty=(),
        planted=planted(people()),
    )
    ledger.write(folder / "ledger.json")
    return ledger


def _stories(listed: tuple[Body, ...], *, seed: int, procedures: int) -> list[Story]:
    stories: list[Story] = []
    for play, times in _FIXED:
        stories.extend(play(Cast(Random(f"{seed}/{play.__name__}/{number}"), listed)) for number in range(times))
    chooser = Random(f"{seed}/ordinary")
    plays, weights = zip(*_ORDINARY, strict=True)
    known = sum(len(story.expected) for story in stories)
    for number in range(max(0, procedures - known)):
        play = chooser.choices(plays, weights=weights)[0]
        stories.append(play(Cast(Random(f"{seed}/{play.__name__}/{number}"), listed)))
    return stories


def _write_eforms(folder: Path, stories: Iterable[Story]) -> Iterable[ExpectedFile]:
    for story in stories:
        for paper in story.notices:
            name = f"{paper.notice_id}-{paper.version}"
            yield _written(folder, f"eforms/{paper.dispatched[:7]}/{name}.xml", write_eforms(paper))
        for notice_id, subtype, dispatched in story.registrations:
            content = write_registration(notice_id, subtype=subtype, dispatched=dispatched)
            yield _written(folder, f"eforms/{dispatched[:7]}/{notice_id}-01.xml", content, procurement=False)


def _written(folder: Path, path: str, content: bytes, *, procurement: bool = True) -> ExpectedFile:
    place = folder / path
    place.parent.mkdir(parents=True, exist_ok=True)
    # The same version with other content is a file of its own.
    number = 1
    while place.exists():
        number += 1
        place = place.with_name(f"{Path(path).stem}.{number}.xml")
    place.write_bytes(content)
    found = int(procurement)
    name = place.relative_to(folder).as_posix()
    return ExpectedFile(path=name, format="eforms", records=1, accepted=found, refused=0, no_procurement=1 - found)


def _write_ocds(folder: Path, stories: Iterable[Story]) -> Iterable[ExpectedFile]:
    place = folder / "ocds"
    place.mkdir(exist_ok=True)
    papers = sorted((paper for story in stories for paper in story.releases), key=_moment)
    # Half of the systems deliver release packages, the others releases line by line.
    packed = [paper for number, paper in enumerate(papers) if number % 2]
    lined = [write_release(paper) for number, paper in enumerate(papers) if not number % 2]
    for number, start in enumerate(range(0, len(packed), _PACKAGE_SIZE), start=1):
        some = packed[start : start + _PACKAGE_SIZE]
        name = f"pakket-{number:03d}.json"
        content = package(map(write_release, some), name=name, published=f"{some[-1].dispatched[:10]}T23:00:00Z")
        (place / name).write_text(_json(content, indent=1) + "\n", encoding="utf-8")
        yield _ocds_file(name, some)
    for number, start in enumerate(range(0, len(lined), 4 * _PACKAGE_SIZE), start=1):
        lines = lined[start : start + 4 * _PACKAGE_SIZE]
        name = f"releases-{number:03d}.jsonl"
        (place / name).write_text("".join(_json(line) + "\n" for line in lines), encoding="utf-8")
        yield _ocds_file(name, lines)


def _ocds_file(name: str, releases: Sequence[object]) -> ExpectedFile:
    number = len(releases)
    return ExpectedFile(path=f"ocds/{name}", format="ocds", records=number, accepted=number, refused=0)


def _moment(paper: NoticePaper) -> tuple[str, str]:
    return (paper.dispatched[:10], paper.release_id or "")


def _json(value: Json, *, indent: int | None = None) -> str:
    return json.dumps(value, ensure_ascii=False, indent=indent)
