"""Sending a file in a page: a table, a notice or a container, with the person's own token; the answer is its report."""

from typing import Annotated, Final

from fastapi import APIRouter, Depends, Query
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from httpx import codes

from dashboard.asking.answers import Answer
from dashboard.asking.faults import Refused, Told
from dashboard.asking.taking import FileKind, file_of
from dashboard.page.faults import NotThere
from dashboard.page.page import Page
from dashboard.page.period import Filters
from dashboard.settings import Settings
from dashboard.signing_in.guard import NotYours, OwnPage
from dashboard.uploads.chosen import FIELD, Chosen, ThisFile

router = APIRouter()
_MEGABYTE: Final = 1_000_000


def _of_senders(page: OwnPage) -> Page:
    if page.session is None or not (page.session.may(["ingest:write"]) or page.session.may(["ingest:supplier"])):
        raise NotYours(("ingest:write",))
    return page


Sender = Annotated[Page, Depends(_of_senders)]


@router.get("/werk/aanleveren")
def upload(page: Sender, _asked: Annotated[Filters, Query()]) -> HTMLResponse:
    """Choose a file."""
    return _shown(page)


@router.post("/werk/aanleveren")
def send(chosen: ThisFile) -> Response:
    """Pass it on as it comes; its report follows."""
    page = _of_senders(chosen.page)
    formats = page.services.read("ingest", "/formats")
    if (fault := _fault(page, chosen, formats)) is not None:
        return _shown(page, formats, name=chosen.name, told=[Told("", fault)])
    media_type, encoding = _kinds(formats)[_ending(chosen.name, formats) or ""]
    headers = {"Content-Type": media_type, "Content-Length": str(chosen.size)}
    if encoding is not None:
        headers["Content-Encoding"] = encoding
    try:
        answer = page.as_person.call("POST", "ingest", "/submissions", content=chosen.chunks(), headers=headers)
    except Refused as refused:
        if refused.status in {codes.UNAUTHORIZED, codes.NOT_FOUND}:
            raise
        told = refused.told or (Told("", refused.detail),)
        return _shown(page, formats, name=chosen.name, told=list(told))
    before = "ja" if answer.status_code == codes.OK else None
    where = page.link(f"/werk/aanleveringen/{answer.json()['id']}", eerder=before)
    return RedirectResponse(where, status_code=codes.SEE_OTHER)


@router.get("/werk/aanleveren/sjabloon/{contract}.{kind}")
def template(page: Sender, contract: str, kind: FileKind) -> Response:
    """An empty table of a data contract."""
    known = [each["name"] for each in page.services.read("ingest", "/formats")["dataContracts"]]
    if contract not in known:
        raise NotThere(contract)
    return file_of(page.services, "ingest", f"/data-contracts/{contract}/template", kind, name=contract)


def _shown(
    page: Page, formats: Answer | None = None, *, name: str = "", told: list[Told] | None = None
) -> HTMLResponse:
    stated = page.services.read("ingest", "/formats") if formats is None else formats
    return page.html(
        "uploads/templates/upload.html",
        status=codes.UNPROCESSABLE_ENTITY if told else codes.OK,
        field=FIELD,
        limit=_limit(page) // _MEGABYTE,
        endings=_endings(stated),
        contracts=stated["dataContracts"],
        name=name,
        told=told or [],
    )


def _fault(page: Page, chosen: Chosen, formats: Answer) -> str | None:
    """What is wrong with a file before anything of it is sent on."""
    if chosen.too_large:
        most = page.numbers.decimal(_limit(page) // _MEGABYTE)
        return page.say(
            "Het bestand is te groot: hier gaat het om ten hoogste %(most)s MB. Er is niets verstuurd. Deel het"
            " bestand op, pak het in (zip of gz), of lever het aan met ppds."
        ) % {"most": most}
    if chosen.file is None:
        return page.say("Kies eerst een bestand. Er is niets verstuurd.")
    if not chosen.size:
        return page.say("Dit bestand is leeg. Er is niets verstuurd.")
    if _ending(chosen.name, formats) is None:
        return page.say("Dit soort bestand lezen wij niet. Er is niets verstuurd. Wel: %(endings)s.") % {
            "endings": ", ".join(_endings(formats))
        }
    return None


def _limit(page: Page) -> int:
    settings: Settings = page.request.app.state.settings
    return settings.upload_bytes


def _kinds(formats: Answer) -> dict[str, tuple[str, str | None]]:
    """What a file is whose name ends so: its media type, and how it is compressed."""
    kinds = {
        each["suffix"]: (each["mediaType"], each["encoding"]) for item in formats["items"] for each in item["suffixes"]
    }
    packed = {
        f"{suffix}{each['suffix']}": (media_type, each["name"])
        for suffix, (media_type, encoding) in kinds.items()
        if encoding is None
        for each in formats["encodings"]
    }
    return kinds | packed


def _endings(formats: Answer) -> list[str]:
    return sorted({each["suffix"] for item in formats["items"] for each in item["suffixes"]})


def _ending(name: str, formats: Answer) -> str | None:
    """The longest known ending of a file's name, the only part of it that says anything here."""
    lower = name.lower()
    return max((each for each in _kinds(formats) if lower.endswith(each)), key=len, default=None)
