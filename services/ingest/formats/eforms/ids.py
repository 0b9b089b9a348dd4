"""Identifiers of the elements of a notice, told apart where two elements of a kind carry one."""

from __future__ import annotations

from lxml import etree
from lxml.etree import _Element as Element

from services.ingest.formats.doubled_ids import Ids
from services.ingest.formats.eforms import rules
from services.ingest.formats.eforms.fields import Reading


def element_ids() -> Ids[Element]:
    """The identifiers of elements of one kind."""
    return Ids(_content)


def own_id(ids: Ids[Element], stated: str, element: Element, reading: Reading) -> str | None:
    """Give an element an identifier of its own, with a finding when another carries it; None when it repeats that."""
    own, other = ids.own(stated, element)
    if other is not None:
        words = {"id": stated, "what": element.tag.rpartition("}")[2], "place": reading.place(other)}
        reading.add(rules.REPEATED if own is None else rules.DUPLICATE_ID, element, stated, **words)
    return own


def _content(element: Element) -> bytes:
    return etree.tostring(element, with_tail=False)
