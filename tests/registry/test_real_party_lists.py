"""The lists of parties as the government publishes them: all of them taken, and exactly what was edited changed."""

import os
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.registry.builders import session_on
from tests.registry.party_lists import JUNE, load


@pytest.fixture(scope="module")
def lists() -> Path:
    folder = os.environ.get("PPDS_TEST_DATA")
    if not folder or not (Path(folder) / "parties").is_dir():
        pytest.skip("PPDS_TEST_DATA does not name the folder with the organisation lists")
    return Path(folder) / "parties"


def test_the_real_core_list_gives_387_parties_and_a_second_import_changes_nothing(register: str, lists: Path) -> None:
    content = (lists / "parties_core.csv").read_bytes()
    first = load(register, content)
    again = load(register, content, on=JUNE)

    assert (len(first.created), len(first.changed), first.unchanged, first.findings) == (363, 0, 24, ())
    assert (again.created, again.changed, again.unchanged) == ((), (), 387)
    with session_on(register) as session:
        assert session.execute(text("select count(*) from registry.party")).scalar_one() == 387 + 3
        assert (
            session.execute(text("select count(*) from registry.party_current where province is not null")).scalar_one()
            == 342
        )


def test_an_edited_copy_of_the_core_list_changes_exactly_what_was_edited(register: str, lists: Path) -> None:
    content = (lists / "parties_core.csv").read_bytes()
    load(register, content)
    edited = content.replace(b",Voorne aan Zee,", b",Voorne op Zee,").replace(b",88738388,", b",88738389,")

    report = load(register, edited, on=JUNE)

    assert [change.party for change in report.changed] == ["https://identifier.overheid.nl/tooi/id/gemeente/gm1992"]
    assert report.changed[0].aspects == ("name", "identifier")


def test_an_edited_copy_ends_moves_and_adds_exactly_what_was_edited(register: str, lists: Path) -> None:
    lines = (lists / "parties_core.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    load(register, "".join(lines).encode())
    new = "waterschap,waterschap,https://identifier.overheid.nl/tooi/id/waterschap/ws9999,,,Voorbeeld" + "," * 12 + "\n"
    edited = [line for line in lines if "/waterschap/ws0155," not in line]
    edited = [line.replace("/pv20,", "/pv21,") if "/gm0014," in line else line for line in edited]

    report = load(register, "".join([*edited, new]).encode(), on=JUNE, complete=True)

    assert [ending.party[-6:] for ending in report.ended] == ["ws0155"]
    assert [(change.party[-6:], change.aspects) for change in report.changed] == [("gm0014", ("province",))]
    assert ([record.party[-6:] for record in report.created], report.unchanged) == (["ws9999"], 385)


def test_the_list_of_other_bodies_is_taken_with_its_oddities_named(register: str, lists: Path) -> None:
    load(register, (lists / "parties_core.csv").read_bytes())
    content = (lists / "parties_other.csv").read_bytes()
    report = load(register, content)

    assert (len(report.created), report.changed, report.unchanged) == (1073, (), 3)
    assert report.refused == 0
    assert {finding.problem for finding in report.findings} == {
        "bad-identifier",
        "duplicate-identifier",
        "held-by-another",
    }
    assert load(register, content).unchanged == 1076
