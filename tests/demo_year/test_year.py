from __future__ import annotations

from collections import Counter
from hashlib import sha256
from pathlib import Path

from demo import situations, write
from demo.ledger import Ledger
from services.registry.party_lists.rules.organisation_list import read_party_list
from tests.demo_year.conftest import Year


def digests(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    for packed in (False, True):
        for name in ("once", "again"):
            write(tmp_path / name, procedures=0, packed=packed)
        assert digests(tmp_path / "once") == digests(tmp_path / "again")


def test_writing_over_an_earlier_year_leaves_nothing_of_it(tmp_path: Path) -> None:
    write(tmp_path / "reused", seed=7, procedures=0)
    write(tmp_path / "reused", procedures=0)
    write(tmp_path / "fresh", procedures=0)
    assert digests(tmp_path / "reused") == digests(tmp_path / "fresh")


def test_another_seed_gives_another_year_with_the_same_situations(tmp_path: Path) -> None:
    first = write(tmp_path / "first", procedures=0)
    second = write(tmp_path / "second", seed=2026, procedures=0)
    assert {each.key for each in first.procedures}.isdisjoint(each.key for each in second.procedures)
    named = {play for play, _ in situations.all_situations()}
    assert len(named) == len(situations.all_situations())


def test_packed_notices_are_the_same_procedures(tmp_path: Path, year: Year) -> None:
    packed = write(tmp_path, packed=True)
    assert packed.procedures == year.ledger.procedures
    assert sum(file.records for file in packed.files) == sum(file.records for file in year.ledger.files)
    suffixes = Counter(Path(file.path).suffix for file in packed.files)
    assert suffixes[".zip"] == 18
    assert 0 < suffixes[".xml"] < 20


def test_the_size_is_what_was_asked_for(year: Year, tmp_path: Path) -> None:
    assert len(year.ledger.procedures) == 760
    assert len(write(tmp_path, procedures=1000).procedures) == 1000


def test_every_body_is_accepted_by_the_register_as_a_demo_body(year: Year) -> None:
    parties = read_party_list((year.folder / "parties.csv").read_bytes(), demo=True)
    assert not parties.findings
    assert Counter(record.tier for record in parties.records) == {
        "central": 4,
        "province": 6,
        "municipality": 22,
        "water-authority": 8,
    }
    assert all(record.name.startswith("Voorbeeld") for record in parties.records)
    keys = {record.uri for record in parties.records}
    assert {procedure.lead_body for procedure in year.ledger.procedures} <= {*keys, None}


def test_every_body_leads_a_procurement(year: Year) -> None:
    assert len({procedure.lead_body for procedure in year.ledger.procedures} - {None}) == 40


def test_every_situation_of_the_rules_occurs(year: Year) -> None:
    played = year.ledger.situations()
    for rule, at_least in {"C2": 6, "C3": 40, "C4": 10, "C10": 13, "C11": 9, "C12": 9, "C13": 3, "C14": 6}.items():
        of_rule = [name for name in played if name.startswith(f"{rule} ")]
        assert len(of_rule) >= at_least, (rule, of_rule)
    by_subtype = ("C3 ", "themes: ")
    once = [name for name, times in played.items() if times < 2 and not name.startswith(by_subtype)]
    assert not once


def test_every_theme_is_asked_denied_withheld_left_open_and_disputed(year: Year) -> None:
    states: dict[str, set[str]] = {}
    for procedure in year.ledger.procedures:
        for lot in procedure.lots:
            for theme, state in lot.themes.items():
                states.setdefault(theme, set()).add(state)
    for theme, found in states.items():
        social = theme in {"human-rights-labour", "diversity-inclusion", "social-return"}
        assert found == {"yes", "no", "silent", "conflicting"} | ({"withheld"} if social else set()), theme


def test_launches_begin_in_2024_and_awards_run_into_2026(year: Year) -> None:
    launched = [each.launched_on for each in year.ledger.procedures if each.launched_on]
    awarded = [each.awarded_on for each in year.ledger.procedures if each.awarded_on]
    assert min(launched).year == 2024
    assert max(awarded).year == 2026
    months = Counter(day.month for day in awarded if day.year == 2025)
    assert len(months) == 12


def test_the_ledger_comes_back_from_its_file(year: Year) -> None:
    assert Ledger.read(year.folder / "ledger.json") == year.ledger
