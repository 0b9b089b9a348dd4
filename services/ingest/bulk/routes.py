"""/v1/bulk: everything that is public, to take home: a file a year and subject, at addresses that never change."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Header, Path, Query, Request, Response
from fastapi.responses import FileResponse
from starlette.exceptions import HTTPException

from services.ingest.access import Anyone
from services.ingest.bulk import store
from services.ingest.bulk.operations.folder import MANIFEST, BulkFolder
from services.ingest.bulk.rules.naming import FILE, MEDIA_TYPES, Form, period_of
from services.ingest.bulk.rules.position import Position
from services.ingest.bulk.rules.subjects.table import SUBJECTS, not_there
from services.ingest.bulk.schemas import BulkEditionOut, BulkOut, BulkSubjectOut, LastFailureOut
from services.ingest.settings import Settings
from shared.database import Transaction
from shared.errors import BadInput, NotFound
from shared.http.contract import JSON
from shared.http.paging import LARGEST_NUMBER
from shared.procurement.finding import Rule, Severity, Text

router = APIRouter(prefix="/bulk", tags=["bulk"])

NO_SUCH_FILE: Final = Rule(
    "no-bulk-file",
    Severity.ERROR,
    "Dit bestand is er niet of niet meer.",
    "This file is not there, or no longer.",
    Text("GET /v1/bulk noemt wat er is.", "GET /v1/bulk says what there is."),
)
BAD_RANGE: Final = Rule(
    "bad-byte-range",
    Severity.ERROR,
    "Dit bereik is niet te lezen.",
    "This range cannot be read.",
    Text("Schrijf bytes=1000- of bytes=0-999.", "Write bytes=1000- or bytes=0-999."),
)
_FAILURES: Final = {
    "disk-full": Text(
        "De schijf is vol, of wat ervan gebruikt mag worden; wat er stond, staat er nog.",
        "The disk is full, or what may be used of it; what stood there still does.",
    ),
    "fault": Text("Het maken mislukte door een fout bij ons.", "Making them failed by a fault of ours."),
}
_RANGES: Final = re.compile(r"bytes=\s*(\d{1,18}-\d{0,18}|-\d{1,18})(\s*,\s*(\d{1,18}-\d{0,18}|-\d{1,18})){0,19}")
_FOREVER: Final = "public, max-age=31536000, immutable"
_SHORTLY: Final = "public, max-age=60"
_BINARY: Final[dict[int | str, dict[str, Any]]] = {
    200: {
        "description": "The file.",
        "content": {"*/*": {"schema": {"type": "string", "format": "binary"}}},
    },
    206: {"description": "The part of it that was asked for."},
    304: {"description": "The caller has it."},
    416: {"description": "It is not that long."},
}

SubjectName = Annotated[str, Path(max_length=40, description="Name of the subject, `lots`.")]
File = Annotated[
    str,
    Path(pattern=FILE, description="`2025.parquet`, `2025-narrow.csv.zip`, `undated.jsonl.gz`, `2025.manifest.json`."),
]
AskedRange = Annotated[str | None, Header(alias="Range", max_length=400, description="Which bytes, as `bytes=1000-`.")]
IfRange = Annotated[
    str | None, Header(alias="If-Range", max_length=200, description="The ETag of what the caller has a part of.")
]
IfNoneMatch = Annotated[
    str | None, Header(alias="If-None-Match", max_length=1000, description="The ETag of what the caller has.")
]


def _folder(request: Request, session: Transaction) -> tuple[BulkFolder | None, str]:
    settings: Settings = request.app.state.settings
    log = store.log_of(session)
    if settings.bulk_folder is None:
        return None, log
    return BulkFolder(settings.bulk_folder, log, most_bytes=settings.bulk_bytes), log


Kept = Annotated[tuple[BulkFolder | None, str], Depends(_folder)]


@router.get("", summary="List what can be taken home")
def editions(
    request: Request,
    session: Transaction,
    _caller: Anyone,
    kept: Kept,
    subject: Annotated[str | None, Query(max_length=40, description="Only of this subject.")] = None,
) -> BulkOut:
    """The newest edition of each subject and year, with its files, checksums, and what is left out and why.

    Together they say what stood at one position of the change log; from there `/v1/changes/{subject}` goes on.
    """
    if subject is not None and subject not in SUBJECTS:
        raise BadInput(errors=(not_there("query", subject),))
    folder, log = kept
    standing = None if folder is None else folder.standing()
    failure = None if folder is None else folder.failure()
    position = 0 if standing is None else standing.position
    shown = [each for name in SUBJECTS if subject in (None, name) for each in _newest(request, session, kept, name)]
    return BulkOut(
        log=log,
        position=position,
        cursor=str(Position(log, position)),
        made_at=None if standing is None else standing.made_at,  # type: ignore[arg-type]
        items=shown,
        failure=None
        if failure is None
        else LastFailureOut.model_validate({**failure, **_FAILURES[failure["code"]]._asdict()}),
    )


@router.get("/{subject}", summary="Read about a subject")
def about(request: Request, session: Transaction, _caller: Anyone, kept: Kept, subject: SubjectName) -> BulkSubjectOut:
    """The columns of its files, what each means, and its newest editions by year."""
    if subject not in SUBJECTS:
        raise NotFound(errors=(not_there("path", subject),))
    return BulkSubjectOut.of(SUBJECTS[subject], _newest(request, session, kept, subject))


@router.get("/{subject}/{download}", summary="Download the newest edition", responses=_BINARY, response_class=Response)
def newest(
    session: Transaction,
    _caller: Anyone,
    kept: Kept,
    subject: SubjectName,
    download: File,
    asked_range: AskedRange = None,
    _if_range: IfRange = None,
    if_none_match: IfNoneMatch = None,
) -> Response:
    """A file of the newest edition of a year. A download that has begun goes on with the edition it began with.

    `Content-Location` is the address of that edition, for whoever means to go on later.
    """
    folder, _ = kept
    standing = None if folder is None else folder.standing()
    position = None if standing is None else standing.editions.get(subject, {}).get(period_of(download))
    if folder is None or position is None:
        raise NotFound(errors=(NO_SUCH_FILE.within("path", "download", download),))
    return _file(session, folder, (subject, position, download), asked=(asked_range, if_none_match), cache=_SHORTLY)


@router.get(
    "/{subject}/editions/{position}/{download}",
    summary="Download an edition",
    responses=_BINARY,
    response_class=Response,
)
def of_an_edition(
    session: Transaction,
    _caller: Anyone,
    kept: Kept,
    subject: SubjectName,
    position: Annotated[int, Path(ge=0, le=LARGEST_NUMBER, description="Position of the edition.")],
    download: File,
    asked_range: AskedRange = None,
    _if_range: IfRange = None,
    if_none_match: IfNoneMatch = None,
) -> Response:
    """A file of an edition, the same bytes every time; a replaced one stays for the time that is set."""
    folder, _ = kept
    if folder is None:
        raise NotFound(errors=(NO_SUCH_FILE.within("path", "download", download),))
    return _file(session, folder, (subject, position, download), asked=(asked_range, if_none_match), cache=_FOREVER)


def _newest(
    request: Request, session: Transaction, kept: tuple[BulkFolder | None, str], subject: str
) -> list[BulkEditionOut]:
    folder, _ = kept
    standing = None if folder is None else folder.standing()
    if folder is None or standing is None:
        return []
    settings: Settings = request.app.state.settings
    erased_at = store.newest_erasure(session)
    there = (
        folder.manifest(subject, period, position)
        for period, position in standing.editions.get(subject, {}).items()
        if position >= erased_at
    )
    return [BulkEditionOut.of(each, f"{settings.ingest_url}/v1/bulk") for each in there if each is not None]


def _file(
    session: Transaction,
    folder: BulkFolder,
    named: tuple[str, int, str],
    *,
    asked: tuple[str | None, str | None],
    cache: str,
) -> Response:
    subject, position, file = named
    manifest = folder.manifest(subject, period_of(file), position) if subject in SUBJECTS else None
    # What was made before an erasure may hold the name that was erased.
    if manifest is None or position < store.newest_erasure(session):
        raise NotFound(errors=(NO_SUCH_FILE.within("path", "download", file),))
    kept = _described(manifest, file)
    headers = {
        "ETag": f'"{kept["sha256"]}"' if kept else f'"manifest-{position}"',
        "Cache-Control": cache,
        "Content-Location": f"/v1/bulk/{subject}/editions/{position}/{file}",
    }
    asked_range, if_none_match = asked
    if if_none_match and (if_none_match.strip() == "*" or headers["ETag"] in if_none_match):
        return Response(status_code=304, headers=headers)
    path = folder.edition(subject, period_of(file), position) / (file if kept else MANIFEST)
    if asked_range is not None:
        _demand_range(asked_range, path.stat().st_size)
    media_type = MEDIA_TYPES[Form(kept["form"])] if kept else JSON
    return FileResponse(path, media_type=media_type, headers=headers, stat_result=path.stat())


def _described(manifest: Mapping[str, Any], file: str) -> Mapping[str, Any] | None:
    if file == f"{manifest['period']}.manifest.json":
        return None
    for each in manifest["files"]:
        if each["name"] == file:
            described: Mapping[str, Any] = each
            return described
    raise NotFound(errors=(NO_SUCH_FILE.within("path", "download", file),))


def _demand_range(asked: str, size: int) -> None:
    if not _RANGES.fullmatch(asked.strip()):
        raise BadInput(errors=(BAD_RANGE.within("header", "Range", asked),))
    firsts = re.findall(r"(\d*)-(\d*)", asked)
    backwards = any(first and last and int(first) > int(last) for first, last in firsts)
    if backwards:
        raise BadInput(errors=(BAD_RANGE.within("header", "Range", asked),))
    if all(first and int(first) >= size for first, _ in firsts):
        raise HTTPException(416, headers={"Content-Range": f"bytes */{size}"})
