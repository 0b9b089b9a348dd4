"""A file that somebody chose on our page, on its way to ingest: on disk while it waits, never whole in memory."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from secrets import compare_digest
from typing import Annotated, BinaryIO, Final

from fastapi import Depends, Request
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException

from dashboard.page.page import Page, ThisPage
from dashboard.sessions.session import Session
from dashboard.settings import Settings
from dashboard.signing_in.guard import CSRF, Disbelieved, FormOutdated, SignInNeeded, demand_own_page

FIELD: Final = "bestand"
_CHUNK: Final = 65_536
_BESIDE: Final = 4_096
"""Bytes of a form beside its file: the other field, and what parts them."""
_DRAINED: Final = 4
"""So many times the largest file is read off and dropped, so that a browser hears why instead of losing the line."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """What was chosen; `file` is None when nothing was, or when it is too large to be taken."""

    page: Page
    name: str
    size: int
    file: BinaryIO | None
    too_large: bool = False

    def chunks(self) -> Iterator[bytes]:
        """The file, piece by piece."""
        if self.file is not None:
            self.file.seek(0)
            while chunk := self.file.read(_CHUNK):
                yield chunk


async def chosen(request: Request, page: ThisPage) -> AsyncIterator[Chosen]:
    """The file with its form; raises Disbelieved, SignInNeeded, FormOutdated: after those two it is chosen again."""
    demand_own_page(request)
    request.state.file_chosen = True
    settings: Settings = request.app.state.settings
    size = _stated_size(request)
    if page.session is None:
        await _drain(request, most=_DRAINED * settings.upload_bytes)
        raise SignInNeeded
    if size > settings.upload_bytes + _BESIDE:
        await _drain(request, most=_DRAINED * settings.upload_bytes)
        yield Chosen(page, "", size, None, too_large=True)
        return
    if request.headers.get("content-type", "").partition(";")[0].strip() != "multipart/form-data":
        raise Disbelieved
    try:
        form = await request.form(max_files=1, max_fields=2, max_part_size=_BESIDE)
    except HTTPException as error:
        raise Disbelieved from error
    try:
        yield _of_form(page, form, session=page.session)
    finally:
        await form.close()


ThisFile = Annotated[Chosen, Depends(chosen)]


def _of_form(page: Page, form: FormData, *, session: Session) -> Chosen:
    stated = form.get(CSRF)
    if not isinstance(stated, str) or not compare_digest(stated.encode(), session.csrf.encode()):
        raise FormOutdated
    file = form.get(FIELD)
    if not isinstance(file, UploadFile) or not file.filename:
        return Chosen(page, "", 0, None)
    return Chosen(page, file.filename, file.size or 0, file.file)


def _stated_size(request: Request) -> int:
    stated = request.headers.get("content-length", "")
    if not (stated.isascii() and stated.isdigit()):
        raise Disbelieved
    return int(stated)


async def _drain(request: Request, *, most: int) -> None:
    """Read what comes and drop it."""
    read = 0
    async for chunk in request.stream():
        read += len(chunk)
        if read > most:
            return
