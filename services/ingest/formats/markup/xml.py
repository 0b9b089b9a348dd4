"""Reading untrusted XML: no DTD, no entities, no network, within limits; refused with the place where it goes wrong."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from lxml import etree
from lxml.etree import _Element as Element

from services.ingest.formats.markup.causes import BAD_ENCODING, cause_of
from services.ingest.formats.parsed import Limits, Refused
from shared.procurement.finding import Finding, Rule, Text

# What may stand before the outermost element: blanks, the XML declaration, comments and processing instructions.
_PROLOG = re.compile(rb"(?:\s+|<\?.*?\?>|<!--.*?-->)*+", re.DOTALL)
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_BYTES: Final = Text("bytes", "bytes")
_ELEMENTS: Final = Text("elementen", "elements")
_ATTRIBUTES: Final = Text("attributen", "attributes")
_SHORTEST_MARK = 3  # <a>
_DEEPEST = 256  # fixed in libxml2 for documents that are not declared huge


@dataclass(frozen=True, slots=True)
class XmlRules:
    """What a format says of a body that is no XML it reads."""

    not_well_formed: Rule
    empty: Rule
    doctype: Rule
    too_large: Rule
    too_deep: Rule


def parse(body: bytes, rules: XmlRules, *, limits: Limits) -> Element:
    """Parse one XML document, without what says nothing: comments, processing instructions, blanks between elements.

    Raises `Refused` with a finding that names line and column. What the body says is not repeated in the finding:
    of a body that cannot be parsed nothing is kept, so nothing of it may leak.
    """
    _check_size(body, rules, limits=limits)
    if not body.strip():
        raise Refused(rules.empty.at("line 1, column 1"))
    start = _prolog_end(body)
    if body.startswith(b"<!DOCTYPE", start):
        raise Refused(rules.doctype.at(_line_and_column(body, start)))
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_blank_text=True,
        remove_comments=True,
        remove_pis=True,
        collect_ids=False,
    )
    try:
        root = etree.fromstring(body, parser)
    except etree.XMLSyntaxError as error:
        raise Refused(_malformed(error, rules)) from None
    except (ValueError, LookupError):  # an encoding that lxml cannot name
        raise Refused(rules.not_well_formed.at("line 1, column 1", reason=BAD_ENCODING)) from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise Refused(rules.doctype.at("line 1, column 1"))
    return root


def _check_size(body: bytes, rules: XmlRules, *, limits: Limits) -> None:
    """Refuse before a tree is built what would make a tree too large.

    Every element takes at least one `<`, every attribute and namespace declaration a `=`, and no tag or attribute is
    shorter than three characters.
    """
    if len(body) > limits.max_bytes:
        raise Refused(rules.too_large.at("/*", what=_BYTES, limit=limits.max_bytes))
    most = 2 * limits.max_elements + 2
    if len(body) <= _SHORTEST_MARK * most:
        return
    if body.count(b"<") > most:
        raise Refused(rules.too_large.at("/*", what=_ELEMENTS, limit=limits.max_elements))
    if body.count(b"=") > most:
        raise Refused(rules.too_large.at("/*", what=_ATTRIBUTES, limit=2 * limits.max_elements))


def _prolog_end(body: bytes) -> int:
    offset = len(_BYTE_ORDER_MARK) if body.startswith(_BYTE_ORDER_MARK) else 0
    match = _PROLOG.match(body, offset)
    return match.end() if match else offset


def _line_and_column(body: bytes, offset: int) -> str:
    line = body.count(b"\n", 0, offset) + 1
    column = offset - body.rfind(b"\n", 0, offset)
    return f"line {line}, column {column}"


def _malformed(error: etree.XMLSyntaxError, rules: XmlRules) -> Finding:
    line, column = error.position
    location = f"line {line}, column {column}"
    if "Excessive depth" in str(error):
        return rules.too_deep.at(location, limit=_DEEPEST)
    return rules.not_well_formed.at(location, reason=cause_of(error))
