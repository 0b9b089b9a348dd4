"""Ids of the elements of a list in a release, told apart where one stands there twice."""

from __future__ import annotations

import orjson

from services.ingest.formats.doubled_ids import Ids
from services.ingest.formats.ocds import rules
from services.ingest.formats.ocds.values import Node, Reading, code

Placed = tuple[str, Node]
"""An object with its place, as a list of objects is read."""


def element_ids() -> Ids[Placed]:
    """The ids of a list of objects."""
    return Ids(_content)


def own_id(ids: Ids[Placed], placed: Placed, reading: Reading) -> str | None:
    """Read the id of an element of a list, made up when it is missing; None when the element repeats another.

    One with the id of another and content of its own gets an id of its own.
    """
    place, node = placed
    stated = code(node, "id", place, reading)
    if stated is None:
        reading.add(rules.ID_MADE_UP, place)
        stated = place
    own, other = ids.own(stated, placed)
    if other is not None:
        reading.add(
            rules.REPEATED if own is None else rules.DUPLICATE_ID, f"{place}/id", stated, other=f"{other[0]}/id"
        )
    return own


def _content(placed: Placed) -> bytes:
    return orjson.dumps(placed[1], option=orjson.OPT_SORT_KEYS)
