"""Publications as an Atom feed (RFC 4287), in the language of the page."""

from collections.abc import Sequence
from typing import Final

from lxml import etree

from dashboard.asking.answers import Answer
from dashboard.page.page import Page
from dashboard.publications import words
from shared.shown_text import spelled

_ATOM: Final = "http://www.w3.org/2005/Atom"
_EMPTY: Final = f'<feed xmlns="{_ATOM}"/>'
_LANG: Final = "{http://www.w3.org/XML/1998/namespace}lang"
_BEFORE_ALL: Final = "2016-01-01T00:00:00Z"
"""When the feed was last changed as long as nothing was published."""


def atom(page: Page, publications: Sequence[Answer]) -> bytes:
    """The feed; an entry changes when its publication is decided on, or withdrawn."""
    root = etree.fromstring(_EMPTY)
    root.set(_LANG, page.language)
    _text(root, "title", page.say("PPDS: publicaties van cijfers over overheidsinkoop"))
    _text(root, "id", page.absolute("/publicaties"))
    _text(root, "updated", max((_changed(each) for each in publications), default=_BEFORE_ALL))
    _link(root, page.absolute("/publicaties/atom"), rel="self", kind="application/atom+xml")
    _link(root, page.absolute("/publicaties"), rel="alternate", kind="text/html")
    author = etree.SubElement(root, f"{{{_ATOM}}}author")
    _text(author, "name", "PPDS")
    _text(author, "email", page.contact)
    for each in sorted(publications, key=_changed, reverse=True):
        _entry(page, root, each)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="utf-8"))


def _entry(page: Page, root: etree._Element, publication: Answer) -> None:
    entry = etree.SubElement(root, f"{{{_ATOM}}}entry")
    series = page.say(words.SERIES.get(publication["series"], publication["series"]))
    state = page.say(words.STATES.get(publication["state"], publication["state"]))
    address = page.absolute(f"/publicaties/{publication['name']}")
    _text(entry, "title", f"{publication['name']}: {series} {publication['year']} ({state})")
    _text(entry, "id", address)
    _text(entry, "published", publication["drawnUpAt"])
    _text(entry, "updated", _changed(publication))
    _link(entry, address, rel="alternate", kind="text/html")
    _link(
        entry,
        page.api("kpi", f"/publications/{publication['name']}"),
        rel="related",
        kind="application/json",
    )
    _text(entry, "summary", spelled(publication["reason"]))


def _changed(publication: Answer) -> str:
    return str(publication["decidedAt"] or publication["drawnUpAt"])


def _text(parent: etree._Element, name: str, text: str) -> None:
    etree.SubElement(parent, f"{{{_ATOM}}}{name}").text = text


def _link(parent: etree._Element, address: str, *, rel: str, kind: str) -> None:
    etree.SubElement(parent, f"{{{_ATOM}}}link", href=address, rel=rel, type=kind)
