"""Acts on reference lists: loading the ones of the code, proposing a version, publishing or withdrawing it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from sqlalchemy.orm import Session

from services.registry import locks
from services.registry.faults import BAD_VERSION, SAME_PERSON
from services.registry.lists import store
from services.registry.lists.rules.cells import Reference
from services.registry.lists.rules.faults import (
    YEARS_AHEAD,
    ListFault,
    as_table,
    begins_too_early,
    begins_too_late,
    codes_in,
    faults_of,
    referred,
)
from services.registry.lists.rules.list_rules import BAD_RANGE
from services.registry.lists.rules.shapes import SHAPES
from services.registry.lists.store import ListVersionRecord, NewVersion
from shared.errors import BadInput, Conflict, NotFound, Refused
from shared.http.preconditions import demand_match
from shared.log.audit import record_act
from shared.log.change_log import open_change, take_position
from shared.procurement.finding import Finding, Rule, Severity, Text
from shared.reference.lists import columns_of, reference_lists, rows

OVERLAPPING_VALIDITY: Final = Rule(
    "overlapping-validity",
    Severity.ERROR,
    "De nieuwste versie geldt vanaf {newest}; een volgende begint later, zodat niets verandert.",
    "The newest published version holds from {newest}; a next one begins later, so that nothing changes.",
    Text("Noem een latere dag.", "State a later day."),
)
TOO_FAR_AHEAD: Final = Rule(
    "too-far-ahead",
    Severity.ERROR,
    "Een versie begint ten hoogste {years} jaar vooruit: zij blijft, en de volgende begint later.",
    "A version begins at most {years} years ahead: it stays, and the next one begins later.",
    Text("Noem een eerdere dag.", "State an earlier day."),
)

CODE: Final = "registry"
"""Who proposed and published the lists that come with the code."""

VERSION_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]{0,39}")


def load_built_in_lists(session: Session) -> int:
    """Publish the lists of the code that the register lacks; returns how many.

    A list that is there already stays as administrators left it, also when the code has newer rows.
    """
    locks.take(session, locks.LISTS)
    known = store.known_lists(session)
    missing = [declared for declared in reference_lists() if declared.name not in known]
    if not missing:
        return 0
    change_id = open_change(session.connection(), "registry", cause="lists.load")
    for built_in in missing:
        columns = columns_of(built_in.name)
        store.insert_list(session, built_in.name, nl=built_in.nl, en=built_in.en)
        draft = NewVersion(built_in.name, built_in.version, built_in.status, built_in.source, built_in.note)
        version_id = store.insert_draft(session, draft, rows(built_in.name, columns), columns=columns, actor=CODE)
        store.publish(session, version_id, valid_from=built_in.valid_from, valid_until=built_in.valid_until, actor=CODE)
    names = [built_in.name for built_in in missing]
    store.note_changed_lists(session, change_id, names)
    record_act(
        session,
        "registry",
        actor=CODE,
        act="lists.load",
        subject="reference lists of the code",
        detail={built_in.name: built_in.version for built_in in missing},
    )
    take_position(session.connection(), "registry", change_id)
    return len(missing)


def propose_version(
    session: Session, new: NewVersion, entries: Sequence[Mapping[str, str]], *, actor: str, on: date
) -> ListVersionRecord:
    """Keep rows as a draft of a list, to be published by somebody else.

    `new.columns` is the heading of a file; None when each row names its own cells, and may leave blank ones out.

    Raises NotFound for an unknown list, BadInput with every fault of the rows, Conflict for a version that exists.
    """
    locks.take(session, locks.LISTS)
    if new.list not in store.known_lists(session) or new.list not in SHAPES:
        raise unknown_list(new.list)
    columns = new.columns
    if columns is None:
        columns, entries = as_table(new.list, entries)
    faults = [*_name_faults(new.version), *map(_as_field, _faults(session, new.list, columns, entries, on=on))]
    if faults:
        raise BadInput(
            nl=f"Deze lijst heeft {len(faults)} fout(en); zie errors.",
            en=f"This list has {len(faults)} error(s); see errors.",
            errors=tuple(faults),
        )
    if store.list_version(session, new.list, new.version) is not None:
        raise Conflict(
            nl=f"De lijst {new.list} heeft al een versie {new.version}; kies een andere naam voor de versie.",
            en=f"The list {new.list} has a version {new.version} already; choose another name for the version.",
        )
    # The columns stand in the order of the list, whatever the order of the file.
    store.insert_draft(session, new, entries, columns=tuple(SHAPES[new.list].columns), actor=actor)
    return _recorded(session, new.list, new.version, actor=actor, act="list.propose")


def publish_version(
    session: Session,
    name: str,
    version: str,
    *,
    valid_from: date,
    valid_until: date | None,
    if_match: str | None,
    actor: str,
    today: date,
) -> ListVersionRecord:
    """Let a draft hold from a day on; the version before it ends the day before.

    Raises NotFound, PreconditionFailed (or PreconditionRequired), Conflict when it is no draft or no longer fits the
    lists it refers to, Refused for whoever proposed it, BadInput for days that would change what was answered before
    or that lie too far ahead.
    """
    draft = _draft(session, name, version, if_match=if_match)
    if draft.proposed_by == actor:
        raise _same_person()
    published = store.published_from(session, name)
    _check_days(valid_from, valid_until, newest=None if published is None else published[1], today=today)
    entries = store.entries_of(session, draft.id)
    faults = _faults(session, name, draft.columns, entries, on=valid_from)
    if faults:
        errors = tuple(map(_as_field, faults))
        raise Conflict(
            nl=f"Dit concept past niet meer bij de andere lijsten ({len(faults)} fouten). De eerste: {errors[0].nl}",
            en=f"This draft no longer fits the other lists ({len(faults)} errors). The first: {errors[0].en}",
            errors=errors,
        )
    change_id = open_change(session.connection(), "registry", cause="list.publish")
    store.publish(session, draft.id, valid_from=valid_from, valid_until=valid_until, actor=actor)
    store.note_changed_lists(session, change_id, [name])
    record = _recorded(session, name, version, actor=actor, act="list.publish")
    take_position(session.connection(), "registry", change_id)
    return record


def withdraw_version(
    session: Session, name: str, version: str, *, if_match: str | None, actor: str
) -> ListVersionRecord:
    """Put a draft aside, by whoever proposed it or another; a published version is never withdrawn.

    Raises NotFound, PreconditionFailed (or PreconditionRequired), and Conflict when it is no draft.
    """
    draft = _draft(session, name, version, if_match=if_match)
    store.withdraw(session, draft.id, actor=actor)
    return _recorded(session, name, version, actor=actor, act="list.withdraw")


def version_for(session: Session, name: str, *, on: date) -> ListVersionRecord:
    """The version that holds on a day; raises NotFound with what there is instead."""
    record = store.version_on(session, name, on)
    if record is not None:
        return record
    published = store.published_from(session, name)
    if published is None:
        raise unknown_list(name)
    raise NotFound(
        nl=f"Op {on} gold geen versie van {name}; de oudste geldt vanaf {published[0]}.",
        en=f"No version of {name} held on {on}; the oldest holds from {published[0]}.",
    )


def unknown_list(name: str) -> NotFound:
    """There is no list of this name."""
    return NotFound(
        nl=f"Er is geen referentielijst {name[:100]}; /reference-lists noemt ze alle.",
        en=f"There is no reference list {name[:100]}; /reference-lists names them all.",
    )


def unknown_version(name: str, version: str) -> NotFound:
    """The list has no such version, or not for this caller."""
    return NotFound(
        nl=f"De lijst {name[:100]} heeft geen versie {version[:100]}, of niet voor u.",
        en=f"The list {name[:100]} has no version {version[:100]}, or not for you.",
    )


def _draft(session: Session, name: str, version: str, *, if_match: str | None) -> ListVersionRecord:
    locks.take(session, locks.LISTS)
    record = store.list_version(session, name, version)
    if record is None:
        raise unknown_version(name, version)
    demand_match(if_match, record.revision)
    if record.state != "draft":
        raise Conflict(
            nl=f"Versie {version} is geen concept meer: zij is gepubliceerd of ingetrokken.",
            en=f"Version {version} is no draft any more: it is published or withdrawn.",
        )
    return record


def _faults(
    session: Session, name: str, columns: Sequence[str], entries: Sequence[Mapping[str, str]], *, on: date
) -> tuple[ListFault, ...]:
    known = {list_name: _codes(session, list_name, on=on) for list_name in referred(name)}
    return faults_of(name, columns, entries, known=known)


def _codes(session: Session, reference: Reference, *, on: date) -> frozenset[str]:
    """The codes of another list on a day; before its first version that one rules (decision 0012)."""
    name = reference.name
    published = store.published_from(session, name)
    if published is None:
        return frozenset()
    held = store.version_on(session, name, max(on, published[0]))
    return frozenset() if held is None else codes_in(reference, store.entries_of(session, held.id))


def _check_days(valid_from: date, valid_until: date | None, *, newest: date | None, today: date) -> None:
    faults: list[Finding] = []
    if begins_too_early(valid_from, newest=newest):
        faults.append(OVERLAPPING_VALIDITY.at("/validFrom", newest=newest))
    if begins_too_late(valid_from, today=today):
        faults.append(TOO_FAR_AHEAD.at("/validFrom", years=YEARS_AHEAD))
    if valid_until is not None and valid_until < valid_from:
        faults.append(
            BAD_RANGE.at(
                "/validUntil", reason=Text("De laatste dag ligt voor de eerste.", "The last day lies before the first.")
            )
        )
    if faults:
        raise BadInput(
            nl="Deze versie kan niet op deze dagen gelden; zie errors.",
            en="This version cannot hold on these days; see errors.",
            errors=tuple(faults),
        )


def _recorded(session: Session, name: str, version: str, *, actor: str, act: str) -> ListVersionRecord:
    record = store.list_version(session, name, version)
    assert record is not None  # noqa: S101 - written just above, in this transaction
    record_act(
        session,
        "registry",
        actor=actor,
        act=act,
        subject=f"{name} {version}",
        detail={
            "rows": record.rows,
            "validFrom": None if record.valid_from is None else record.valid_from.isoformat(),
            "validUntil": None if record.valid_until is None else record.valid_until.isoformat(),
        },
    )
    return record


def _same_person() -> Refused:
    nl = "Wie een versie voorstelde, kan haar niet zelf publiceren; dat doet iemand anders."
    en = "Whoever proposed a version cannot publish it; another person must."
    return Refused(
        nl=nl,
        en=en,
        errors=(SAME_PERSON.within("header", "Authorization"),),
    )


def _name_faults(version: str) -> list[Finding]:
    if VERSION_NAME.fullmatch(version):
        return []
    return [BAD_VERSION.at("/version")]


def _as_field(fault: ListFault) -> Finding:
    """Line 1 is the heading, so the first row of the body is line 2."""
    place = f"/rows/{fault.line - 2}/{fault.column}" if fault.line > 1 else f"/columns/{fault.column}"
    nl = f"Regel {fault.line}, kolom {fault.column}: {fault.finding.nl}"
    en = f"Line {fault.line}, column {fault.column}: {fault.finding.en}"
    return replace(fault.finding, location=place, nl=nl, en=en)
