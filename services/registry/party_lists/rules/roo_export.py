"""Reading an export of the register of overheidsorganisaties (ROO): XML -> the records of a list.

Form: `overheidsorganisaties` / `organisaties` / `organisatie` of organisaties.overheid.nl, in the namespace of any
version of the export. Read of an organisation: the attributes `systeemId` and `resourceIdentifierTOOI`; `naam`,
`afkorting`, `types/type`, `identificatiecodes/resourceIdentifier` by its `naam` (OIN, KVK-nummer, rsin),
`relatieMetMinisterie`, `eindDatum`, and of a municipality the province of its addresses. Everything about people is
passed over unread.

No DTD, no entities, no network; one organisation of the highest level is in memory at a time.
"""

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from lxml import etree
from lxml.etree import _Element as Element

from services.registry.parties.rules.records import PartyRecord
from services.registry.party_lists.rules.organisation_list import ListReading, PartyList
from shared.uploaded_csv import UnreadableList

NAMESPACE: Final = "https://organisaties.overheid.nl/static/schema/oo/export/"
ROOT: Final = "overheidsorganisaties"

_TYPES: Final[Mapping[str, str]] = {
    "ministerie": "ministerie",
    "agentschap": "agentschap",
    "inspectie": "inspectie",
    "hoog college van staat": "hoog_college_van_staat",
    "kabinet van de koning": "hoog_college_van_staat",
    "rechtspraak": "rechterlijke_macht",
    "politie en brandweer": "politie_brandweer_om",
    "zelfstandig bestuursorgaan": "zbo",
    "provincie": "provincie",
    "gemeente": "gemeente",
    "waterschap": "waterschap",
    "gemeenschappelijke regeling": "gemeenschappelijke_regeling",
    "regionaal samenwerkingsorgaan": "gemeenschappelijke_regeling",
    "grensoverschrijdend regionaal samenwerkingsorgaan": "gemeenschappelijke_regeling",
    "openbaar lichaam voor beroep en bedrijf": "publiekrechtelijke_instelling",
    "overheidsstichting of -vereniging": "publiekrechtelijke_instelling",
    "organisatie met overheidsbemoeienis": "publiekrechtelijke_instelling",
    "caribisch openbaar lichaam": "caribisch_openbaar_lichaam",
    "koepelorganisatie": "koepel",
}
"""Types of the export as the lists of organisations write them. Other types are no parties: parts, councils,
committees."""
_CODES: Final[Mapping[str, str]] = {
    "oin": "oin",
    "kvk-nummer": "kvk",
    "rsin": "rsin",
    "systeemid": "roo_id",
    "resourceidentifiertooi": "tooi_uri",
}
_PREFIXED: Final = ("gemeente", "provincie", "waterschap")
"""Types whose name in the export begins with the type itself; the register leaves it out."""
_BYTE_ORDER_MARKS: Final = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True, slots=True)
class _Reference:
    """An organisation that another one names: by its TOOI URI, or by its number in the register."""

    tooi: str | None
    roo_id: str | None


def is_xml(content: bytes) -> bool:
    """Whether a file begins as XML does; a list in CSV never begins with `<`."""
    start = content[:200]
    for mark in _BYTE_ORDER_MARKS:
        start = start.removeprefix(mark)
    return start.replace(b"\0", b"").lstrip().startswith(b"<")


def read_roo_export(content: bytes, *, demo: bool = False) -> PartyList:
    """Read an export; raises UnreadableList when it is no such XML. `demo` as for a list in CSV."""
    reading = ListReading(demo=demo)
    read: list[tuple[PartyRecord, tuple[_Reference, ...]]] = []
    for line, row, above in _organisations(content):
        record = reading.take(line, row)
        if record is not None:
            read.append((record, above))
    uris = {
        identifier.value: record.uri
        for record, _ in read
        for identifier in record.identifiers
        if identifier.scheme == "roo"
    }
    keys = {record.uri for record, _ in read}
    records = tuple(replace(record, parent=_parent(record, above, uris=uris, keys=keys)) for record, above in read)
    return PartyList(records, tuple(reading.findings))


def _parent(
    record: PartyRecord, above: tuple[_Reference, ...], *, uris: Mapping[str, str], keys: set[str]
) -> str | None:
    """The nearest organisation above that is a party; a ministry outside the export may stand in the register."""
    stated = None
    for reference in above:
        uri = uris.get(reference.roo_id or "") or reference.tooi
        if uri is not None and uri != record.uri:
            if uri in keys:
                return uri
            stated = stated or uri
    return stated if stated is not None and "/ministerie/" in stated else None


def _organisations(content: bytes) -> Iterator[tuple[int, dict[str, str], tuple[_Reference, ...]]]:
    """Every organisation that is of a type of parties: line, row, and the organisations above it, the nearest first."""
    names = (ROOT, "organisatie", "functies")
    events = etree.iterparse(
        io.BytesIO(content),
        events=("start", "end"),
        tag=tuple(f"{{*}}{name}" for name in names),
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    above: list[_Reference] = []
    rooted = False
    try:
        for event, element in events:
            name = etree.QName(element).localname
            if not rooted:
                _check_root(element)
                rooted = True
            if name == "functies" and event == "end":
                element.clear()
            if name != "organisatie":
                continue
            if event == "start":
                above.append(_reference(element))
                continue
            above.pop()
            row = _row(element)
            if row is not None:
                yield element.sourceline or 0, row, (*reversed(above), *_ministry(element))
            _forget(element)
    except etree.XMLSyntaxError as problem:
        line, column = problem.position
        raise UnreadableList(
            f"The file is no well-formed XML: line {line}, column {column}.",
            nl=f"Het bestand is geen welgevormde XML: regel {line}, kolom {column}.",
        ) from None
    except LookupError as problem:
        raise UnreadableList(
            "The file names an encoding that is not known.", nl="Het bestand noemt een codering die niet bekend is."
        ) from problem
    if not rooted:
        raise UnreadableList(f"The file has no element {ROOT}.", nl=f"Het bestand heeft geen element {ROOT}.")


def _check_root(element: Element) -> None:
    name = etree.QName(element)
    if element.getroottree().docinfo.internalDTD is not None:
        raise UnreadableList(
            "The file has a DTD (<!DOCTYPE ...>), which is not read.",
            nl="Het bestand heeft een DTD (<!DOCTYPE ...>), en die wordt niet gelezen.",
        )
    if name.localname != ROOT or element.getparent() is not None:
        raise UnreadableList(
            f"The outermost element must be {ROOT}, as in the export of organisaties.overheid.nl.",
            nl=f"Het buitenste element hoort {ROOT} te zijn, als in de export van organisaties.overheid.nl.",
        )
    if name.namespace is not None and not name.namespace.startswith(NAMESPACE):
        raise UnreadableList(
            f"The namespace of the outermost element must begin with {NAMESPACE}.",
            nl=f"De naamruimte van het buitenste element hoort te beginnen met {NAMESPACE}.",
        )


def _row(element: Element) -> dict[str, str] | None:
    """The columns of a list; None for an organisation that is no party by its type."""
    types = [text.lower() for text in _texts(element, "types", "type")]
    known = [_TYPES[kind] for kind in types if kind in _TYPES]
    if not known:
        return None
    codes = dict(_codes(element))
    reference = _reference(element)
    name = " ".join(next(_texts(element, "naam"), "").split())
    row = {
        "organisation_type": known[0],
        "name": _without_type(name, known[0]),
        "abbreviation": next(_texts(element, "afkorting"), ""),
        "valid_until": next(_texts(element, "eindDatum"), ""),
        **codes,
    }
    if reference.tooi:
        row["tooi_uri"] = reference.tooi
    if reference.roo_id:
        row["roo_id"] = reference.roo_id
    if known[0] == "gemeente":
        row["province_tooi_uri"] = next(
            (province for province in _texts(element, "adressen", "adres", "provincie") if "/" in province), ""
        )
    return row


def _codes(element: Element) -> Iterator[tuple[str, str]]:
    for code in _children(element, "identificatiecodes", "resourceIdentifier"):
        column = _CODES.get((_attribute(code, "naam") or "").lower())
        text = (code.text or "").strip()
        if column is not None and text:
            yield column, text


def _ministry(element: Element) -> Iterator[_Reference]:
    for child in _children(element, "relatieMetMinisterie"):
        yield _reference(child)


def _reference(element: Element) -> _Reference:
    return _Reference(_attribute(element, "resourceIdentifierTOOI"), _attribute(element, "systeemId"))


def _without_type(name: str, organisation_type: str) -> str:
    first, _, rest = name.partition(" ")
    return rest if organisation_type in _PREFIXED and first.lower() == organisation_type and rest else name


def _texts(element: Element, *path: str) -> Iterator[str]:
    """The texts that are not blank of what lies at this path of local names."""
    for child in _children(element, *path):
        text = (child.text or "").strip()
        if text:
            yield text


def _children(element: Element, *path: str) -> Iterator[Element]:
    first, *rest = path
    for child in element.iterchildren(f"{{*}}{first}"):
        if rest:
            yield from _children(child, *rest)
        else:
            yield child


def _attribute(element: Element, name: str) -> str | None:
    """An attribute by its local name: the export writes it with and without its namespace."""
    for key, value in element.attrib.items():
        if etree.QName(key).localname == name and value.strip():
            return str(value).strip()
    return None


def _forget(element: Element) -> None:
    """Empty an organisation that was read, and drop those before it under the same parent."""
    element.clear()
    parent = element.getparent()
    while parent is not None and (before := element.getprevious()) is not None:
        parent.remove(before)
