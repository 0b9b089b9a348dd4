"""The merge routine of OCDS 1.1: all releases of one contracting process into the release as it stands.

Rules (OCDS 1.1, Merging): in order of `date`, the latest value wins; objects merge field by field; lists of objects
merge by `id`; other lists, and those the schema marks `wholeListMerge`, are replaced whole; null removes. `id`, `date`
and `tag` of the single releases are left out (`omitWhenMerged`).

The fields marked `wholeListMerge`, or whose elements have no `id`, in the release schema of OCDS 1.1 and in the OCDS
for eForms profile are named here: elements of type Identifier and Classification are known by scheme and id together,
so merging them by id alone would mix schemes up.

Two elements of one release with the same id stay two (the schema forbids them, and publishers write them).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import orjson

from services.ingest.formats.ocds.values import Json, Node

_WHOLE_LISTS = frozenset(
    {
        "additionalClassifications",
        "additionalIdentifiers",
        "additionalProcurementCategories",
        "changes",
        "classifications",
        "coveredBy",
        "criteria",
        "deliveryAddresses",
        "deliveryLocations",
        "identifiers",
        "juryMembers",
        "numbers",
        "procurementMethodRationaleClassifications",
        "rationaleClassifications",
        "relationship",
        "roles",
        "submissionMethod",
        "sustainability",
    }
)
_OMITTED = frozenset({"id", "date", "tag"})
_MOST_COMPARED = 400
"""Pairs of elements with one id that are compared; of more, the first changes the first."""
_MOST_REPEATED = 20
_EARLIEST = datetime(1, 1, 1, tzinfo=UTC)


def merge_releases(releases: Sequence[Node]) -> Node:
    """Merge the releases of one contracting process; the order in which they are given plays no part.

    Equal dates are put in order by id, then by content. `date` is that of the last release, `id` is
    `<ocid>-<date>`, `tag` is `compiled`. The releases themselves stay as they are.
    """
    ordered = sorted(releases, key=_order)
    merged: Node = {}
    for release in ordered:
        _merge_objects(merged, release, omit=_OMITTED)
    if ordered:
        written = ordered[-1].get("date")
        merged["tag"] = ["compiled"]
        merged["id"] = f"{merged.get('ocid')}-{written}"
        merged["date"] = written
    return merged


def _order(release: Node) -> tuple[datetime, str, bytes]:
    written = release.get("date")
    at = _EARLIEST
    if type(written) is str:
        try:
            read = datetime.fromisoformat(written)
            at = (read if read.tzinfo else read.replace(tzinfo=UTC)).astimezone(UTC)
        except (ValueError, OverflowError):
            at = _EARLIEST
    return at, str(release.get("id")), orjson.dumps(release, option=orjson.OPT_SORT_KEYS)


def _merge_objects(into: Node, release: Node, *, omit: frozenset[str] = frozenset()) -> None:
    for key, value in release.items():
        if key in omit:
            continue
        present = into.get(key)
        if value is None:
            into.pop(key, None)
        elif type(value) is dict:
            if type(present) is not dict:
                present = into[key] = {}
            _merge_objects(present, value)
        elif type(value) is list and key not in _WHOLE_LISTS and _known_by_id(value):
            if type(present) is not list or not _known_by_id(present):
                present = into[key] = []
            _merge_by_id(present, value)
        else:
            into[key] = _copy(value)


def _known_by_id(elements: list[Json]) -> bool:
    """Whether a list merges by id: objects only, of which one has an id. A list without elements changes nothing."""
    return all(type(each) is dict for each in elements) and (
        not elements or any("id" in each for each in elements if type(each) is dict)
    )


def _merge_by_id(into: list[Json], elements: list[Any]) -> None:
    """Merge elements with the same id; where one id stands there twice, those that agree in most of their members."""
    standing: dict[str, list[Node]] = {}
    for each in into:
        if type(each) is dict and type(each.get("id")) in (str, int):
            standing.setdefault(str(each["id"]), []).append(each)
    arriving: dict[str, list[Node]] = {}
    repeated: set[int] = set()  # word for word what stands before it
    for element in elements:
        own = element.get("id")
        if type(own) in (str, int):
            same = arriving.setdefault(str(own), [])
            if element in same[:_MOST_REPEATED]:
                repeated.add(id(element))
            else:
                same.append(element)
    target_of: dict[int, Node] = {}
    for stated, again in arriving.items():
        target_of.update(_pairs(standing.get(stated, []), again))
    for element in elements:
        if id(element) in repeated:
            continue
        target = target_of.get(id(element))
        if target is None:
            target = {}
            into.append(target)
        _merge_objects(target, element)


def _pairs(standing: list[Node], arriving: list[Node]) -> dict[int, Node]:
    """Find for each arriving element the one it changes; one that finds none is new."""
    if len(standing) <= 1 and len(arriving) == 1:
        return {id(arriving[0]): standing[0]} if standing else {}
    if len(standing) * len(arriving) > _MOST_COMPARED:
        return {id(element): node for element, node in zip(arriving, standing, strict=False)}
    alike = sorted(
        (-sum(node.get(key) == value for key, value in element.items()), second, first)
        for first, node in enumerate(standing)
        for second, element in enumerate(arriving)
    )
    pairs: dict[int, Node] = {}
    taken: set[int] = set()
    for _, second, first in alike:
        if first not in taken and id(arriving[second]) not in pairs:
            taken.add(first)
            pairs[id(arriving[second])] = standing[first]
    return pairs


def _copy(value: Json) -> Json:
    if type(value) is list:
        return [_copy(each) for each in value]
    if type(value) is dict:
        return {key: _copy(each) for key, each in value.items()}
    return value
