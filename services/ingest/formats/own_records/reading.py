"""From one record as JSON to what its data contract makes of it, without contacts and whoever was erased."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

import orjson
from pydantic import ValidationError

from services.ingest.data_contracts.model import Identifier, number_of
from services.ingest.data_contracts.spend.lines import columns_of_lines, summarised
from services.ingest.data_contracts.spend.model import Spend
from services.ingest.data_contracts.spend.natural_persons import without_persons
from services.ingest.data_contracts.table import BY_FORMAT
from services.ingest.formats.own_records import rules
from services.ingest.formats.own_records.faults import faults_of, unknown_in, unusable_in, usable
from services.ingest.formats.own_records.people import erase, without_contacts_in
from services.ingest.formats.parsed import Limits, Parsed
from shared.procurement.erased import Erased
from shared.procurement.finding import Finding, Severity
from shared.procurement.misread import Misread
from shared.procurement.notice import Organisation
from shared.procurement.own_record import Lines, OwnRecord, RecordState

_LONGEST_KEY: Final = 300
_LETTER: Final = re.compile(r"[^\W\d_]")


def read_record(stated: Any, *, place: str, limits: Limits, erased: Erased) -> Parsed:  # noqa: ANN401 - any JSON
    """Read one record; never raises for what is in it. Findings name places within it, below `place`."""
    if not isinstance(stated, dict):
        return Parsed(None, b"", (rules.NO_OBJECT.at(place),), None)
    content = without_contacts_in(stated)
    if content.get("format") == Spend.format_name() and isinstance(content.get("lines"), list):
        content["lines"] = without_persons(content["lines"])
    erase(content, erased)
    kept = orjson.dumps(content)
    findings: list[Finding] = []
    record = checked(content, findings)
    key = content.get("senderKey")
    return Parsed(
        None,
        kept,
        tuple(_within(findings, place, most=limits.max_findings)),
        key[:_LONGEST_KEY] if isinstance(key, str) else None,
        own=record,
    )


def checked(content: dict[str, Any], findings: list[Finding]) -> OwnRecord | None:
    """What the data contract makes of a record that holds no contacts; adds what is found, at places within it."""
    contract = BY_FORMAT.get(str(content.get("format")))
    if contract is None:
        findings.append(rules.UNKNOWN_FORMAT.at("/format", _text(content.get("format")), known=", ".join(BY_FORMAT)))
        return None
    if not usable(content):
        findings.extend(unusable_in(content))
        return None
    stated = {name: value for name, value in content.items() if name != "format"}
    lines: Lines | None = None
    try:
        model = contract.model_validate(stated)
    except ValidationError as error:
        findings.extend(faults_of(error))
        return None
    findings.extend(unknown_in(model))
    findings.extend(model.faults())
    buyer = None if model.buyer is None else _buyer(model.buyer, findings, by_name=contract.buyer_by_name)
    if model.state is RecordState.WITHDRAWN and model.reason is None:
        findings.append(rules.REASON_MISSING.at("/reason"))
    if model.state is RecordState.DRAFT:
        findings.append(rules.DRAFT.at("/state"))
    if any(each.severity is Severity.ERROR for each in findings):
        return None
    release = model.release or contract.default_release
    latest = max(model.past(), key=lambda each: each[1], default=None)
    if isinstance(model, Spend):
        columns = columns_of_lines(model.lines)
        summary = summarised(columns)
        findings.extend(summary.findings)
        stated, lines = (
            {**stated, "senderKey": model.sender_key, **summary.content},
            Lines(range(1, len(model.lines) + 1), columns),
        )
    return OwnRecord(
        *(contract.kind, buyer, model.sender_key, model.sender_version, model.state, release, stated, latest),
        lines=lines,
    )


def _buyer(stated: str | Identifier, findings: list[Finding], *, by_name: bool) -> Organisation | None:
    try:
        return Organisation("buyer", None, (number_of(stated),))
    except Misread as problem:
        if by_name and isinstance(stated, str) and _LETTER.search(stated) and not stated.startswith("http"):
            return Organisation("buyer", stated.strip(), ())
        findings.append(rules.BUYER_UNREADABLE.at("/buyer", _text(stated), why=problem.text))
        return None


def _within(findings: list[Finding], place: str, *, most: int) -> Iterator[Finding]:
    at = "" if place == "/" else place
    for each in findings[:most]:
        yield replace(each, location=f"{at}{each.location}" or "/")
    if len(findings) > most:
        yield rules.TOO_MANY_FINDINGS.at(place, number=len(findings) - most)


def _text(value: object) -> str | None:
    if isinstance(value, Identifier):
        return value.id
    return value if isinstance(value, str) else None


def header_of(document: Mapping[str, Any]) -> dict[str, Any]:
    """What a document of many rows says of all of them."""
    return {name: value for name, value in document.items() if name != "rows"}
