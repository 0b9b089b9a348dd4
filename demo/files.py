"""The documents of the year as files, and what intake must say of each: sound ones, and faulty ones on purpose."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final

from demo.documents.eforms_notice import write_eforms, write_registration
from demo.documents.ocds_parties import Json
from demo.documents.ocds_release import package, write_release
from demo.documents.statements import NoticeStatement
from demo.ledger import ExpectedFile
from demo.market.bodies import Body
from demo.own_files import write_in_every_form
from demo.own_records import own_folder
from demo.procurements.drawing import Dossier

_PACKAGE_SIZE: Final = 25
_LINES: Final = 100
_GOOD_LINES: Final = 6
_ZIPPED_AT: Final = (2026, 3, 16, 0, 0, 0)
_BROKEN_LINES: Final = (
    '{"ocid": "ocds-99demo-afgebroken", "id": "1", "tag": ["tender"], "tender": {"id": "1"',
    '{"id": "zonder-ocid", "date": "2025-05-05T10:00:00Z", "tag": ["tender"], "tender": {"id": "1"}}',
    '{"ocid": "ocds-99demo-zonder-id", "date": "2025-05-05T10:00:00Z", "tag": ["tender"], "tender": {"id": "1"}}',
    '["geen", "release"]',
)
"""Lines that are refused one by one, while the lines around them count."""
_FAULTY: Final[Mapping[str, str]] = {
    "eforms/afgebroken.xml": '<?xml version="1.0" encoding="UTF-8"?>\n<ContractNotice><cbc:ID>',
    "eforms/met-doctype.xml": '<!DOCTYPE n [<!ENTITY a "b">]>\n<ContractNotice>&a;</ContractNotice>',
    "eforms/iets-anders.xml": "<bestelling><regel>1</regel></bestelling>",
    "ocds/geen-releases.json": '{"version": "1.1", "opmerking": "hier staan geen releases"}',
}
"""Documents that are refused whole."""


def write_notices(folder: Path, dossiers: Iterable[Dossier], *, packed: bool) -> list[ExpectedFile]:
    """Write eForms notices: a file each under their month; `packed`: a zip per month, and only the last month loose."""
    months: dict[str, dict[str, tuple[bytes, bool]]] = {}
    for dossier in dossiers:
        for notice in dossier.notices:
            _add(
                months,
                notice.dispatched,
                f"{notice.notice_id}-{notice.version}",
                write_eforms(notice),
                procurement=True,
            )
        for notice_id, subtype, dispatched in dossier.registrations:
            content = write_registration(notice_id, subtype=subtype, dispatched=dispatched)
            _add(months, dispatched, f"{notice_id}-01", content, procurement=False)
    place = folder / "eforms"
    place.mkdir()
    last = max(months)
    files: list[ExpectedFile] = []
    for month in sorted(months):
        write_month = _zipped_month if packed and month != last else _loose_month
        files.extend(write_month(place, month, months[month]))
    return files


def write_releases(folder: Path, dossiers: Iterable[Dossier]) -> list[ExpectedFile]:
    """Write OCDS: half of the systems deliver release packages, the others releases line by line."""
    place = folder / "ocds"
    place.mkdir()
    notices = sorted((notice for dossier in dossiers for notice in dossier.releases), key=_moment)
    files = [
        _package_file(place, number, notices[1::2][start : start + _PACKAGE_SIZE])
        for number, start in enumerate(range(0, len(notices) // 2, _PACKAGE_SIZE), start=1)
    ]
    lines = [_json(write_release(notice)) for notice in notices[0::2]]
    sound, mixed = lines[:-_GOOD_LINES], lines[-_GOOD_LINES:]
    for number, start in enumerate(range(0, len(sound), _LINES), start=1):
        files.append(_lines_file(place, f"releases-{number:03d}.jsonl", sound[start : start + _LINES]))
    # Faulty lines stand between sound ones: refusing one may cost no other.
    between = [line for pair in zip(mixed, _BROKEN_LINES, strict=False) for line in pair] + mixed[len(_BROKEN_LINES) :]
    files.append(_lines_file(place, "releases-met-fouten.jsonl", between, refused=len(_BROKEN_LINES)))
    return files


def write_supplements(folder: Path, records: Mapping[Body, Sequence[Mapping[str, object]]]) -> Iterable[ExpectedFile]:
    """Write what each body says of its procedures, in every form."""
    for body, said in records.items():
        for path, number in write_in_every_form(
            own_folder(folder, body), "aanvullingen", "ppds-supplement", body, said
        ):
            yield ExpectedFile(
                path=path.relative_to(folder).as_posix(),
                format="own",
                records=number,
                accepted=number,
                refused=0,
                body=body.key,
            )


def write_faulty(folder: Path) -> list[ExpectedFile]:
    """Write the documents that are refused whole, apart from the others."""
    files = []
    for name, content in _FAULTY.items():
        place = folder / "faulty" / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(content, encoding="utf-8")
        format_, _, _ = name.partition("/")
        files.append(ExpectedFile(path=f"faulty/{name}", format=format_, records=1, accepted=0, refused=1))
    return files


def _add(
    months: dict[str, dict[str, tuple[bytes, bool]]], dispatched: str, name: str, content: bytes, *, procurement: bool
) -> None:
    """File a notice under the month it was dispatched; the same version with other content has a name of its own."""
    month = months.setdefault(dispatched[:7], {})
    number, chosen = 1, name
    while chosen in month:
        number += 1
        chosen = f"{name}.{number}"
    month[chosen] = (content, procurement)


def _loose_month(place: Path, month: str, notices: Mapping[str, tuple[bytes, bool]]) -> Iterable[ExpectedFile]:
    (place / month).mkdir()
    for name, (content, procurement) in notices.items():
        (place / month / f"{name}.xml").write_bytes(content)
        yield ExpectedFile(
            path=f"eforms/{month}/{name}.xml",
            format="eforms",
            records=1,
            accepted=1,
            refused=0,
            no_procurement=1 - int(procurement),
        )


def _zipped_month(place: Path, month: str, notices: Mapping[str, tuple[bytes, bool]]) -> Iterable[ExpectedFile]:
    with zipfile.ZipFile(place / f"{month}.zip", "w") as archive:
        for name, (content, _) in notices.items():
            # A fixed moment and fixed rights: the same notices are the same bytes.
            entry = zipfile.ZipInfo(f"{name}.xml", date_time=_ZIPPED_AT)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    procurements = sum(procurement for _, procurement in notices.values())
    yield ExpectedFile(
        path=f"eforms/{month}.zip",
        format="eforms",
        records=len(notices),
        accepted=len(notices),
        refused=0,
        no_procurement=len(notices) - procurements,
    )


def _package_file(place: Path, number: int, notices: Sequence[NoticeStatement]) -> ExpectedFile:
    name = f"pakket-{number:03d}.json"
    content = package(map(write_release, notices), name=name, published=f"{notices[-1].dispatched[:10]}T23:00:00Z")
    (place / name).write_text(_json(content, indent=1) + "\n", encoding="utf-8")
    return ExpectedFile(path=f"ocds/{name}", format="ocds", records=len(notices), accepted=len(notices), refused=0)


def _lines_file(place: Path, name: str, lines: Sequence[str], *, refused: int = 0) -> ExpectedFile:
    (place / name).write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return ExpectedFile(
        path=f"ocds/{name}", format="ocds", records=len(lines), accepted=len(lines) - refused, refused=refused
    )


def _moment(notice: NoticeStatement) -> tuple[str, str]:
    return (notice.dispatched[:10], notice.release_id or "")


def _json(value: Json, *, indent: int | None = None) -> str:
    return json.dumps(value, ensure_ascii=False, indent=indent)
