"""Lines of spend that name somebody who was erased: what they say of him, and the version as it reads without that."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from services.ingest.data_contracts.spend.lines import summarised
from services.ingest.erasure.rules import ERASABLE
from services.ingest.erasure.store.own_records import KeptVersion
from services.ingest.formats.erasure_text import Traces
from services.ingest.spend import store
from shared.procurement.erased import Erased

_TEXTS = ERASABLE["procurement.spend_line"]


def said_of_lines(session: Session, version: KeptVersion, *, erased: Erased) -> Traces:
    """What a version of spend says of people who were erased: in its lines and at its head."""
    traces = Traces()
    columns = _columns(session, version, _TEXTS)
    suppliers, numbers = columns.get("supplier", ()), columns.get("supplier_number", ())
    for name, number in set(zip(suppliers, numbers, strict=False)):
        if erased.covers([number] if number else [], [name] if name else []):
            traces.add_names([name])
    for text in {*_texts(version.content), *(value for column in columns.values() for value in column)}:
        traces.add_numbers([text], erased)
        traces.add_names(erased.names_in(text))
    return traces


def lines_without(session: Session, version: KeptVersion, *, traces: Traces) -> dict[str, Any]:
    """Take this out of the lines of a version; gives its content as reading the file again would give it."""
    stated: dict[str, Any] = traces.out_of_json(version.content)
    block = store.block_of(session, version.id)
    if block is None:
        return stated
    for name, column in _columns(session, version, _TEXTS).items():
        changed = {value: now for value in set(column) if (now := traces.out_of(value)) != value}
        if changed:
            store.rewrite_lines(session, block, name, changed)
    return {**stated, **summarised(_columns(session, version, version.content["lines"]["columns"])).content}


def _columns(session: Session, version: KeptVersion, names: Sequence[str]) -> dict[str, list[str]]:
    """Those of these columns that the lines of a version have."""
    stated = version.content["lines"]["columns"]
    asked = [name for name in stated if name in names]
    block = store.block_of(session, version.id)
    return {} if block is None or not asked else store.columns_of_block(session, block, asked)


def _texts(content: Mapping[str, Any]) -> Sequence[str]:
    """What the head of a record says in words."""
    return [value for value in content.values() if isinstance(value, str)]
