"""A version of a reference list as SKOS in Turtle: a concept scheme per version, a concept per row.

The address of a concept is that of its list and its key, so a code keeps its address through all versions. Cells that
SKOS has no word for stand under our own words, one per column, so that nothing of a row is left out.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final, TypeAlias

from rdflib import DCTERMS, OWL, RDF, SKOS, XSD, Graph, Literal, Namespace, URIRef

from services.registry.lists.rules.cells import Column
from services.registry.lists.rules.shape import Shape
from services.registry.lists.rules.shapes import SHAPES
from services.registry.parties.rules.words import OWN_IDENTIFIERS
from shared.reference.lists import Status
from shared.reference.themes import AGENDA

MEDIA_TYPE: Final = "text/turtle"
LISTS: Final = f"{OWN_IDENTIFIERS}list/"
WORDS: Final = Namespace(f"{LISTS}word/")

_LANGUAGES: Final = ("nl", "en")
_LINKING: Final = {"cluster": SKOS.broader, "became": DCTERMS.isReplacedBy}
"""Columns that point to another list in a way that a standard has a word for."""

_CARRIED: Final = {"same": SKOS.exactMatch, "renamed": SKOS.closeMatch, "merged": SKOS.broadMatch}
_REPLACING: Final = frozenset({"renamed", "split", "merged"})
_PLAIN: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


_Cells: TypeAlias = tuple[tuple[tuple[str, str], ...], ...]


@dataclass(frozen=True, slots=True)
class Described:
    """What is said about a version of a list as a whole."""

    list: str
    version: str
    nl: str
    en: str
    status: Status
    valid_from: date | None
    valid_until: date | None
    source: str
    note: str


def turtle(
    about: Described, entries: Sequence[Mapping[str, str]], *, crosswalk: Sequence[Mapping[str, str]] = ()
) -> str:
    """The list as Turtle. `crosswalk` holds the rows of theme-crosswalk, for the list of themes alone."""
    return _rendered(about, _cells(entries), _cells(crosswalk if about.list == "themes" else ()))


def scheme_of(name: str, version: str) -> URIRef:
    """The address of a version of a list."""
    return URIRef(f"{LISTS}{name}/version/{version}")


def concept_of(name: str, key: Sequence[str]) -> URIRef:
    """The address of a row by its key. A key that cannot stand in an address is replaced by its hash."""
    if all(_PLAIN.fullmatch(part) for part in key):
        return URIRef(f"{LISTS}{name}/{'/'.join(key)}")
    digest = hashlib.sha256("\0".join(key).encode()).hexdigest()[:20]
    return URIRef(f"{LISTS}{name}/key-{digest}")


@lru_cache(maxsize=64)  # a large list takes a third of a second, and a published version never changes
def _rendered(about: Described, entries: _Cells, crosswalk: _Cells) -> str:
    graph = Graph()
    graph.bind("skos", SKOS)
    graph.bind("dct", DCTERMS)
    graph.bind("ppds", WORDS)
    scheme = scheme_of(about.list, about.version)
    _describe(graph, scheme, about)
    for entry in entries:
        _add_concept(graph, scheme, about.list, SHAPES[about.list], dict(entry))
    for crossing in crosswalk:
        _add_crossing(graph, dict(crossing))
    return graph.serialize(format="turtle")


def _cells(entries: Sequence[Mapping[str, str]]) -> _Cells:
    return tuple(tuple(entry.items()) for entry in entries)


def _describe(graph: Graph, scheme: URIRef, about: Described) -> None:
    graph.add((scheme, RDF.type, SKOS.ConceptScheme))
    for language, title in zip(_LANGUAGES, (about.nl, about.en), strict=True):
        graph.add((scheme, DCTERMS.title, Literal(title, lang=language)))
    graph.add((scheme, OWL.versionInfo, Literal(about.version)))
    graph.add((scheme, DCTERMS.isVersionOf, URIRef(f"{LISTS}{about.list}")))
    graph.add((scheme, DCTERMS.source, Literal(about.source)))
    graph.add((scheme, WORDS.status, Literal(about.status)))
    if about.note:
        graph.add((scheme, SKOS.note, Literal(about.note)))
    for word, day in ((WORDS.validFrom, about.valid_from), (WORDS.validUntil, about.valid_until)):
        if day is not None:
            graph.add((scheme, word, Literal(day.isoformat(), datatype=XSD.date)))


def _add_concept(graph: Graph, scheme: URIRef, name: str, shape: Shape, entry: Mapping[str, str]) -> None:
    concept = _concept(name, shape, entry)
    graph.add((concept, RDF.type, SKOS.Concept))
    graph.add((concept, SKOS.inScheme, scheme))
    graph.add((scheme, SKOS.hasTopConcept, concept))
    graph.add((concept, SKOS.notation, Literal(_notation(shape, entry))))
    for language in _LANGUAGES:
        if entry.get(language):
            graph.add((concept, SKOS.prefLabel, Literal(entry[language], lang=language)))
        if entry.get(f"definition_{language}"):
            graph.add((concept, SKOS.definition, Literal(entry[f"definition_{language}"], lang=language)))
    for column, cell in entry.items():
        if not cell or column in _LANGUAGES or column.startswith("definition_"):
            continue
        graph.add((concept, WORDS[column], Literal(cell)))
        for target in _targets(shape.columns[column], cell):
            graph.add((concept, _LINKING.get(column, DCTERMS.relation), target))


def _targets(column: Column, cell: str) -> Iterator[URIRef]:
    """The rows of another list that a cell names, where that list has one code for a key."""
    if column.refers_to is None or len(SHAPES[column.refers_to].identity) != 1:
        return
    for code in cell.split(";") if column.many else [cell]:
        yield concept_of(column.refers_to, [code])


def _add_crossing(graph: Graph, crossing: Mapping[str, str]) -> None:
    """A theme of an older list beside that of the Agenda; a dropped or added one has nothing beside it."""
    older, newer = crossing["from_code"], crossing["to_code"]
    note = Literal(crossing["note"], lang="en")
    if not older or not newer:
        code, theme_list = (older, crossing["from_list"]) if older else (newer, AGENDA)
        graph.add((concept_of("themes", [theme_list, code]), SKOS.changeNote, note))
        return
    source, target = concept_of("themes", [crossing["from_list"], older]), concept_of("themes", [AGENDA, newer])
    relation = crossing["relation"]
    graph.add((source, _CARRIED.get(relation, SKOS.relatedMatch), target))
    graph.add((source, SKOS.changeNote, note))
    if relation in _REPLACING:
        graph.add((target, DCTERMS.replaces, source))


def _concept(name: str, shape: Shape, entry: Mapping[str, str]) -> URIRef:
    return concept_of(name, [entry[column] for column in shape.identity])


def _notation(shape: Shape, entry: Mapping[str, str]) -> str:
    return " ".join(entry[column] for column in shape.identity)
