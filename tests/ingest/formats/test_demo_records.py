"""What bodies of the demonstration keep themselves is sound, and the same seed gives the same bytes."""

import io
from pathlib import Path

from client.answers import Formats
from client.documents import document_at
from demo.own_records import records_of, senders, write_own_records
from services.ingest.format_list.routes import formats
from services.ingest.formats import table
from services.ingest.formats.parsed import Limits
from services.ingest.formats.source_format import START
from services.ingest.processing.records import records

KINDS = {"registraties", "metingen", "contracten", "rapportages", "programma", "inkoopuitgaven"}
OF_PLANS = {"ondertekeningen", "plannen", "beoordelingen", "taken"}
PLANS = {"ppds-signature", "ppds-plan", "ppds-plan-assessment", "ppds-task"}


def test_every_record_goes_in_without_a_finding(tmp_path: Path) -> None:
    known = Formats.model_validate_json(formats().model_dump_json(by_alias=True))
    for body, folder in write_own_records(tmp_path).items():
        read: dict[str, list[str]] = {}
        for path in sorted(folder.iterdir()):
            content = path.read_bytes()
            stated = document_at(path, known).media_type
            media_type = table.media_type_of(stated, head=content)
            assert media_type is not None
            for each in records(io.BytesIO(content), media_type=media_type, resume=START, limits=Limits()):
                assert each.parsed.findings == ()
                assert each.parsed.own is not None
                read.setdefault(f"ppds-{each.parsed.own.kind.value}", []).append(each.parsed.own.key)
        stated_keys = {name: [each["senderKey"] for each in made] for name, made in records_of(body).items()}
        assert {name: sorted(keys) for name, keys in read.items()} == {
            name: sorted(keys) for name, keys in stated_keys.items()
        }
        assert len(set(read) - PLANS) == (6 if body in senders() else 0)
        assert "ppds-signature" in read


def test_every_kind_is_there_in_every_form(tmp_path: Path) -> None:
    for body, folder in write_own_records(tmp_path).items():
        forms: dict[str, set[str]] = {}
        for path in folder.iterdir():
            forms.setdefault(path.stem, set()).add(path.suffix)
        several = {name: each for name, each in forms.items() if name not in OF_PLANS}
        assert set(several) == (KINDS if body in senders() else set())
        assert all(each == {".json", ".csv", ".xlsx"} for each in several.values()), forms


def test_the_same_seed_gives_the_same_files_for_a_body_of_each_tier(tmp_path: Path) -> None:
    first = write_own_records(tmp_path / "a")
    again = write_own_records(tmp_path / "b")
    assert list(first)[: len(senders())] == list(senders())
    assert {body.tier for body in first} == {body.tier for body in senders()}
    for body, folder in first.items():
        for path in folder.iterdir():
            assert path.read_bytes() == (again[body] / path.name).read_bytes()
