"""The year read by the formats and compiled in memory says what the ledger says."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from demo import write
from tests.demo_year.compiled_year import CompiledYear, compile_year, read_documents
from tests.demo_year.conftest import Year
from tests.demo_year.differences import differences


def test_every_procedure_is_compiled_to_what_the_ledger_expects(year: Year, compiled: CompiledYear) -> None:
    found = list(differences(year.ledger, compiled))
    kinds = Counter((each.situations, each.what) for each in found)
    assert not found, (kinds.most_common(20), found[:5])


def test_another_year_is_compiled_to_what_its_ledger_expects(tmp_path: Path) -> None:
    ledger = write(tmp_path, seed=31, procedures=0)
    found = list(differences(ledger, compile_year(tmp_path)))
    assert not found, found[:10]


def test_every_file_gives_the_records_the_ledger_counts(year: Year, compiled: CompiledYear) -> None:
    for file in year.ledger.files:
        notices = compiled.accepted.get(file.path, 0)
        others = compiled.refused.get(file.path, 0)
        assert (notices, others) == (file.accepted - file.no_procurement, file.refused + file.no_procurement), file
        assert file.records == file.accepted + file.refused
    for file in year.ledger.supplements:
        assert compiled.accepted[file.path] == file.accepted == file.records


def test_faulty_documents_are_refused_whole(year: Year) -> None:
    found = list(read_documents(year.folder, under=("faulty/eforms",)))
    assert len(found) == 3
    for _, parsed in found:
        assert parsed.notice is None
        assert parsed.findings


def test_nobody_who_was_planted_is_in_a_kept_copy(year: Year) -> None:
    values = [planted.value for planted in year.ledger.planted]
    for path, parsed in read_documents(year.folder):
        kept = parsed.kept.decode()
        said = f"{parsed.notice} {parsed.findings}"
        assert not [value for value in values if value in kept or value in said], path


def test_every_finding_that_the_compiler_can_make_occurs(compiled: CompiledYear) -> None:
    found = set().union(*compiled.findings.values())
    assert {f"CMP-{number:03d}" for number in range(1, 10)} <= found
