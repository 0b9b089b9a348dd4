"""Acts on parties: importing a list of organisations and the parties every register starts with."""

import hashlib
from collections import Counter
from dataclasses import dataclass, replace
from datetime import date
from importlib import resources
from itertools import groupby
from typing import Final

from sqlalchemy.orm import Session

from services.registry import locks
from services.registry.faults import UNREADABLE_LIST
from services.registry.mandates.store import running_mandates
from services.registry.participations.operations import admit_demo_parties
from services.registry.parties.rules.records import Aspect, PartyRecord
from services.registry.parties.store import parties
from services.registry.party_lists.rules.comparison import Comparison, compare
from services.registry.party_lists.rules.organisation_list import ListFinding, read_party_list
from services.registry.party_lists.rules.roo_export import is_xml, read_roo_export
from services.registry.party_lists.store import known_parties
from shared.errors import BadInput
from shared.log.audit import record_act
from shared.log.change_log import open_change, take_position
from shared.uploaded_csv import UnreadableList

BUILT_IN: Final = "built_in.csv"
BUILT_IN_SOURCE: Final = (
    "built-in: TOOI register of ministries and provinces, organisation register (ROO) of associations, May 2026"
)
ANNEX_I_SOURCE: Final = "Directive 2014/24/EU, Annex I (Netherlands: the ministries)"


@dataclass(frozen=True, slots=True)
class TouchedParty:
    """A party that an import created, changed or ended."""

    party: str
    name: str
    aspects: tuple[Aspect, ...] = ()


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did, or with a dry run what it would do."""

    dry_run: bool
    created: tuple[TouchedParty, ...]
    changed: tuple[TouchedParty, ...]
    ended: tuple[TouchedParty, ...]
    unchanged: int
    refused: int
    findings: tuple[ListFinding, ...]


def import_parties(
    session: Session,
    content: bytes,
    *,
    actor: str,
    source: str,
    on: date,
    demo: bool = False,
    complete: bool = False,
    dry_run: bool = False,
) -> ImportReport:
    """Bring the register in line with a list of organisations; raises BadInput.

    The list is CSV (see `party_list`) or an export of the register of overheidsorganisaties in XML (see `roo_export`);
    which of the two, the file itself tells.

    Args:
        session: of the caller's transaction; nothing is written when the list changes nothing.
        content: the file.
        actor: who imports, for the audit trail.
        source: name of the list.
        on: the day from which changes hold.
        demo: the list holds fictitious bodies for a demonstration.
        complete: the list names every organisation of the kinds in it; a party it lacks has ended.
        dry_run: say what would change and change nothing.
    """
    try:
        read = read_roo_export if is_xml(content) else read_party_list
        stated = read(content, demo=demo)
    except UnreadableList as problem:
        raise BadInput(
            nl="Het bestand is niet te lezen als lijst van organisaties (CSV, of XML uit het organisatieregister).",
            en="The file cannot be read as a list of organisations (CSV, or XML of the organisation register).",
            errors=(UNREADABLE_LIST.at("", reason=problem.text),),
        ) from problem
    locks.take(session, locks.PARTIES)
    compared = compare(stated.records, known_parties(session, on=on), complete=complete, demo=demo)
    comparison = _without_running_mandates(session, compared, on=on)
    if not dry_run and not comparison.changes_nothing:
        _apply(session, comparison, actor=actor, source=source, on=on, demo=demo, digest=_digest(content))
    return _report(comparison, refusals=stated.findings, dry_run=dry_run)


def load_built_in_parties(session: Session, *, on: date) -> int:
    """Add the ministries, provinces and umbrella associations that the register lacks; returns how many.

    Who is a member of an association is not built in: no source states since when. A party that is there
    already stays as an administrator left it.
    """
    content = resources.files("services.registry.party_lists").joinpath(BUILT_IN).read_bytes()
    locks.take(session, locks.PARTIES)
    known = known_parties(session, on=on)
    missing = [record for record in read_party_list(content).records if record.uri not in known]
    if not missing:
        return 0
    comparison = compare(missing, known, complete=False, demo=False)
    _apply(session, comparison, actor="registry", source=BUILT_IN_SOURCE, on=on, demo=False, digest=_digest(content))
    return len(missing)


def _without_running_mandates(session: Session, compared: Comparison, *, on: date) -> Comparison:
    """Keep a party that still gives or has mandates from ending, and say so."""
    kept = [ending for ending in compared.ended if running_mandates(session, ending.known.uri, on=ending.on or on)]
    if not kept:
        return compared
    findings = (
        ListFinding(ending.line, "valid_until", "running-mandates", ending.known.uri, row_refused=False)
        for ending in kept
    )
    return replace(
        compared,
        ended=tuple(ending for ending in compared.ended if ending not in kept),
        findings=(*compared.findings, *findings),
    )


def _apply(
    session: Session, comparison: Comparison, *, actor: str, source: str, on: date, demo: bool, digest: str
) -> None:
    change_id = open_change(session.connection(), "registry", cause="parties.import")
    parties.insert_parties(session, comparison.created, source=source, demo=demo)
    ministries = [record.uri for record in comparison.created if record.kind == "ministry" and not demo]
    parties.list_in_annex_i(session, ministries, source=ANNEX_I_SOURCE)
    for change in comparison.changed:
        parties.change_party(session, change, on=on)
    endings = sorted(comparison.ended, key=lambda ending: ending.on or on)
    for day, of_the_day in groupby(endings, key=lambda ending: ending.on or on):
        parties.end_parties(session, [ending.known.uri for ending in of_the_day], on=day)
    if demo:
        admit_demo_parties(session, [record.uri for record in comparison.created], actor=actor, on=on)
    parties.note_changed_parties(session, change_id, _touched(comparison))
    record_act(
        session,
        "registry",
        actor=actor,
        act="parties.import",
        subject=source,
        detail={
            "sha256": digest,
            "on": on.isoformat(),
            "created": len(comparison.created),
            "changed": {change.known.uri: list(change.aspects) for change in comparison.changed},
            "ended": [ending.known.uri for ending in comparison.ended],
        },
    )
    take_position(session.connection(), "registry", change_id)


def _touched(comparison: Comparison) -> set[str]:
    return (
        {record.uri for record in comparison.created}
        | {change.known.uri for change in comparison.changed}
        | {ending.known.uri for ending in comparison.ended}
    )


def _report(comparison: Comparison, *, refusals: tuple[ListFinding, ...], dry_run: bool) -> ImportReport:
    findings = sorted((*refusals, *comparison.findings), key=lambda finding: (finding.line, finding.column))
    return ImportReport(
        dry_run=dry_run,
        created=tuple(_created(record) for record in comparison.created),
        changed=tuple(
            TouchedParty(change.known.uri, change.record.name, change.aspects) for change in comparison.changed
        ),
        ended=tuple(TouchedParty(ending.known.uri, ending.known.name) for ending in comparison.ended),
        unchanged=comparison.unchanged,
        refused=Counter(finding.row_refused for finding in findings)[True],
        findings=tuple(findings),
    )


def _created(record: PartyRecord) -> TouchedParty:
    return TouchedParty(record.uri, record.name)


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
