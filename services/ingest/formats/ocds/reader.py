"""OCDS 1.1: one release read as a notice in the words of the vocabulary.

Sources: release schema of OCDS 1.1 with its codelists; OCDS for eForms profile (guidance.yaml and mapping tables).
Values are read leniently: what has another type is unknown, with a finding. Places are JSON Pointers into the kept
copy. Only a release without `ocid` or `id` is refused.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import orjson

from services.ingest.formats.ocds import rules
from services.ingest.formats.ocds.document import is_versioned
from services.ingest.formats.ocds.erase import erase
from services.ingest.formats.ocds.lots import framework_maximum, nature_of, own_number, read_lots
from services.ingest.formats.ocds.merge import merge_releases
from services.ingest.formats.ocds.outcome.results import read_results
from services.ingest.formats.ocds.parties import Parties
from services.ingest.formats.ocds.redact import redact
from services.ingest.formats.ocds.values import (
    Json,
    Node,
    Reading,
    code,
    codes,
    day,
    inner,
    listed,
    moment,
    money,
    objects,
    text,
)
from services.ingest.formats.ocds.withheld import with_withheld
from services.ingest.formats.parsed import Limits, Parsed, Refused
from shared.procurement.erased import NOBODY, Erased
from shared.procurement.finding import Finding
from shared.procurement.notice import Notice, Stage
from shared.procurement.release import Content, Release
from shared.shown_text import readable

DEFAULT_LIMITS = Limits()
NAME = "ocds"
"""How notices of this format are named in the vocabulary and the API."""

_PROCEDURE_ID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_RESULT_TAGS = frozenset({"award", "awardUpdate", "awardCancellation", "contract", "contractUpdate"})
_MODIFICATION = frozenset({"awardUpdate", "contractUpdate"})
_COMPLETION_TAGS = frozenset({"implementation", "implementationUpdate", "contractTermination"})
_CALL_TAGS = frozenset({"tender", "tenderAmendment", "tenderUpdate", "tenderCancellation"})
_PLANNING_TAGS = frozenset({"planning", "planningUpdate"})
_NOT_YET = frozenset({"planning", "planned"})
_SAME_PROCEDURE = frozenset({"planning"})
_PROCEDURES = {
    "open procedure": "open",
    "restricted procedure": "restricted",
    "negotiated with prior publication of a call for competition / competitive with negotiation": "neg-w-call",
    "negotiated without prior call for competition": "neg-wo-call",
    "competitive dialogue": "comp-dial",
    "innovation partnership": "innovation",
}
_METHODS = {"open": "open", "limited": "neg-wo-call", "direct": "neg-wo-call"}


def read_line(body: bytes, *, place: str, limits: Limits = DEFAULT_LIMITS, erased: Erased = NOBODY) -> Parsed:
    """Read the bytes of one release: parse, remove personal data, and build the notice. Never raises.

    `place` names the record in findings on its text (line 17); findings on its content carry JSON Pointers.
    """
    if len(body) > limits.max_bytes:
        return _refused(rules.TOO_LARGE.at(place, str(len(body))))
    problems: list[Finding] = []
    try:
        release = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        if "infinity" not in error.msg:
            return _refused(_not_json(error, place))
        try:
            release = _without_endless_numbers(body)
        except (ValueError, RecursionError):
            return _refused(_not_json(error, place))
        problems.append(rules.UNREADABLE_NUMBER.at(place))
    return read_release(release, place=place, limits=limits, problems=problems, erased=erased)


def read_release(
    release: Json,
    *,
    place: str,
    limits: Limits = DEFAULT_LIMITS,
    problems: Sequence[Finding] = (),
    erased: Erased = NOBODY,
) -> Parsed:
    """Read one parsed release, which is redacted in place. Never raises."""
    if type(release) is not dict:
        return _refused(rules.NOT_AN_OBJECT.at(place))
    try:
        erase(release, erased)
        kept, nul = redact(release, limits=limits)
    except Refused as refused:
        return _refused(replace(refused.finding, location=place))
    findings = list(problems)
    if nul:
        findings.append(rules.NUL_REMOVED.at(place))
    try:
        notice, more = release_notice(release, limits=limits)
    except Refused as refused:
        return Parsed(None, kept, (*findings, refused.finding), _sender_key(release, limits), None)
    findings += more
    return Parsed(notice, kept, tuple(findings), notice.notice_id, release_of(release))


def release_of(content: Content) -> Release:
    """A redacted release as it is kept: OCDS merges the releases of a process by rules of its own."""
    return Release(content, _notice_of, _merged_notice)


def _notice_of(content: Content) -> Notice:
    notice, _ = release_notice(dict(content))
    return notice


def _merged_notice(contents: Sequence[Content]) -> Notice:
    return _notice_of(merge_releases([dict(each) for each in contents]))


def release_notice(release: Node, *, limits: Limits = DEFAULT_LIMITS) -> tuple[Notice, list[Finding]]:
    """Map a release (also a merged one) to a notice; raises Refused when it has no `ocid` or no `id`."""
    reading = Reading(limits)
    ocid = release.get("ocid")
    if type(ocid) is not str or not ocid.strip() or len(ocid) > limits.max_code:
        raise Refused(rules.OCID_MISSING.at("/ocid"))
    release_id = code(release, "id", "", reading)
    if release_id is None:
        raise Refused(rules.VERSIONED_RELEASE.at("") if is_versioned(release) else rules.ID_MISSING.at("/id"))
    ocid = reading.readable(ocid.strip(), "", "ocid")
    tender = inner(release, "tender", "", reading)
    status = code(tender, "status", "/tender", reading)
    tags = codes(release, "tag", "", reading)
    parties = Parties(release, reading)
    read = read_lots(release, tender, reading)
    dispatched_on = day(release, "date", "", reading)
    results = read_results(release, tender, read, parties, reading, told_on=dispatched_on)
    buyers = parties.buyers(release)
    bought = {buyer.organisation.ref for buyer in buyers}
    refs = dict.fromkeys(ref for each in results.tenders for ref in each.tenderers if ref not in bought)
    if "date" not in release:
        reading.add(rules.NO_DATE, "/date")
    tender_id = code(tender, "id", "/tender", reading)
    notice = Notice(
        source=NAME,
        notice_id=f"{ocid}|{release_id}",
        version="1",
        stage=_stage(tags, status, release, tender, reading),
        dispatched_at=moment(release, "date", "", reading),
        dispatched_on=dispatched_on,
        notice_type=" ".join(tags) or None,
        language=code(release, "language", "", reading),
        procedure_id=tender_id.lower() if tender_id is not None and _PROCEDURE_ID.fullmatch(tender_id) else None,
        ocid=ocid,
        previous=_previous(release, reading),
        own_number=own_number(tender, "/tender", reading),
        legal_basis=_legal_basis(tender, reading),
        procedure_type=_procedure_type(tender, reading),
        title=text(tender, "title", "/tender", reading),
        nature=nature_of(tender, "/tender", reading),
        cpv=read.cpv,
        estimated_value=money(tender, "value", "/tender", reading),
        change_reason="cancel" if status == "cancelled" or "tenderCancellation" in tags else None,
        buyers=buyers,
        organisations=tuple(parties.organisation(ref) for ref in refs),
        lots=read.lots,
        lot_groups=read.groups,
        results=results.results,
        tenders=results.tenders,
        contracts=results.contracts,
        modifications=results.modifications,
        total_value=results.total_value,
        framework_maximum=framework_maximum(tender, "/tender", reading),
    )
    if "withheldInformation" in release:
        notice = with_withheld(notice, release, results, reading)
    return notice, reading.findings.items


def _stage(tags: list[str], status: str | None, release: Node, tender: Node, reading: Reading) -> Stage:
    """Tell the stage from the tags: the furthest of them; from the content when they do not say."""
    said = set(tags)
    call = Stage.PLANNING if status in _NOT_YET else Stage.CALL
    if "compiled" not in said:
        if said == _MODIFICATION or ("contractAmendment" in said and not said & _RESULT_TAGS):
            return Stage.MODIFICATION  # the profile tags a contract modification notice so
        for known, stage in (
            (_RESULT_TAGS, Stage.RESULT),
            (_COMPLETION_TAGS, Stage.COMPLETION),
            (_CALL_TAGS, call),
            (_PLANNING_TAGS, Stage.PLANNING),
        ):
            if said & known:
                return stage
        reading.add(rules.TAG_UNKNOWN, "/tag", " ".join(tags) or None)
    if listed(release.get("awards")) or listed(release.get("contracts")):
        return Stage.RESULT
    if tender:
        return call
    return Stage.PLANNING if type(release.get("planning")) is dict else Stage.UNKNOWN


def _previous(release: Node, reading: Reading) -> tuple[str, ...]:
    """Read references to earlier notices of the same procedure (BT-125).

    Other relationships (framework, parent, subcontract, replacement, renewal) lead to other procedures.
    """
    if "relatedProcesses" not in release:
        return ()
    identifiers = []
    for place, process in objects(release, "relatedProcesses", "", reading):
        if not _SAME_PROCEDURE.isdisjoint(codes(process, "relationship", place, reading)):
            identifier = code(process, "identifier", place, reading)
            if identifier is not None:
                identifiers.append(identifier)
    return tuple(dict.fromkeys(identifiers))


def _legal_basis(tender: Node, reading: Reading) -> str | None:
    if "legalBasis" not in tender:
        return None
    basis = inner(tender, "legalBasis", "/tender", reading)
    derived = inner(basis, "wasDerivedFrom", "/tender/legalBasis", reading)
    if derived:
        return code(derived, "id", "/tender/legalBasis/wasDerivedFrom", reading)
    return code(basis, "id", "/tender/legalBasis", reading)


def _procedure_type(tender: Node, reading: Reading) -> str | None:
    """Read BT-105: by its label, which the profile writes, else by the method; `selective` stays as it is."""
    method = code(tender, "procurementMethod", "/tender", reading)
    details = tender.get("procurementMethodDetails")
    if type(details) is str:
        known = _PROCEDURES.get(details.strip().lower())
        if known is not None:
            return known
    return None if method is None else _METHODS.get(method, method)


def _sender_key(release: Node, limits: Limits) -> str | None:
    parts = [release.get("ocid"), release.get("id")]
    named = [part for part in parts if type(part) is str and 0 < len(part) <= limits.max_code]
    return readable("|".join(named)) or None


def _refused(problem: Finding) -> Parsed:
    return Parsed(None, b"", (problem,), None)


def _not_json(error: orjson.JSONDecodeError, place: str) -> Finding:
    """Say where a text stops being JSON; never what stands there, for it may be personal data."""
    if "depth limit" in error.msg:
        return rules.TOO_DEEP.at(place)
    return rules.NOT_JSON.at(f"{place}, character {error.pos}" if place else f"character {error.pos}")


def _without_endless_numbers(body: bytes) -> Any:  # noqa: ANN401 - any JSON
    """Parse with numbers beyond a double as unknown: OCDS itself writes 1e9999 for "no maximum"."""
    return json.loads(body, parse_int=_within(int), parse_float=_within(float), parse_constant=_no_number)


def _within(make: Callable[[str], float]) -> Callable[[str], float | None]:
    def read(written: str) -> float | None:
        value = float(written)
        if abs(value) == float("inf"):
            return None
        return make(written) if abs(value) < _EXACT else value

    return read


_EXACT = 2.0**63
"""Whole numbers from here on are kept as floating point, as orjson does."""


def _no_number(name: str) -> None:
    raise ValueError(f"{name} is no JSON number.")
