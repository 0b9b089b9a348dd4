"""A sole trader who was erased, out of a notice of TED: the name and the number go, the award stays.

Of the organisation its country and region stay; every other text of it goes. In other texts the name is replaced, and
in texts and identifiers the number.
"""

from __future__ import annotations

import re
from typing import Final

from lxml.etree import _Element as Element

from services.ingest.formats.erasure_text import Traces
from services.ingest.formats.ted_xml.scope import local
from shared.procurement.erased import Erased

_NAMES: Final = ("{*}OFFICIALNAME", "{*}ORGANISATION")
_NUMBER: Final = "{*}NATIONALID"
# Values in which eight digits are a code, an amount or a date, and no text stands.
_NO_NUMBER: Final = re.compile(r"(?:NB_|DATE|D[ST]_DATE|VAL|LOW|HIGH|DAY|MONTH|YEAR|DELETION_DATE)\w*")
_OWN: Final = frozenset({"OFFICIALNAME", "ORGANISATION"})


def erase(root: Element, erased: Erased) -> Traces:
    """Take everybody who was erased out of a notice, in place; gives what it said of them."""
    traces = Traces()
    if not erased:
        return traces
    for name in list(root.iter(*_NAMES)):
        body = _body_of(name)
        if body is None or not (called := (name.text or "").strip()):
            continue
        stated = [element.text or "" for element in body.iter(_NUMBER)]
        if erased.covers(stated, [called]):
            traces.add_names([called])
            traces.add_numbers(stated, erased)
            for element in body.iter():
                element.text = None
                if element is not body:
                    element.tail = None
    if traces:
        _replace(root, traces)
    return traces


def _body_of(name: Element) -> Element | None:
    """The element with the address of the organisation of this name."""
    parent = name.getparent()
    if parent is not None and local(parent.tag) in _OWN:
        return parent.getparent()
    return parent


def _replace(root: Element, traces: Traces) -> None:
    for element in root.iter():
        name = local(element.tag)
        if not element.text or _NO_NUMBER.fullmatch(name):
            continue
        text = traces.numbers_out_of(element.text)
        if name not in _OWN:
            text = traces.names_out_of(text)
        if text != element.text:
            element.text = text
