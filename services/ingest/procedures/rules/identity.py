"""When two records are the same procurement (counting rule C4).

Same procedure identifier (BT-04, or OCDS `tender.id` when it is that identifier); else the releases of one OCDS
contracting process; else the chain of previous-notice references; else the same buyer and the same own number. Two
rules that point to different procedures: no merge, a finding. The answer depends on the notices alone, never on the
order in which they arrived.

A writer that adds notices locks `keys_of` what it holds, in order, and then reads the kept notices that share a key:
every weak one (without a procedure identifier) that shares any key with a notice at hand, and for each weak notice at
hand every notice that shares one of its keys; strong notices found so lead no further. Until nothing new turns up.
`resolve` over that closure gives each notice its procedure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from uuid import UUID, uuid5

from shared.procurement.notice import Notice
from shared.quick_dataclass import quick_dataclass

PROCEDURES = UUID("6b1d4b7e-0f0e-5c52-9a55-3f2c10d8a5f4")
"""Name space of procedure ids: an id follows from the procedure's key, so it is the same in every load."""

_NOTICE_WITH_VERSION = re.compile(r"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?:-\d+)?")
_VERSIONS = 100
_PUBLICATION = re.compile(r"0*([1-9]\d*)-(\d{4})")
_IN_JOURNAL = re.compile(r"(\d{4})/s\s*\d{1,3}\s*-\s*0*([1-9]\d*)")


@quick_dataclass(frozen=True, slots=True)
class Identity:
    """The keys by which a notice finds its procedure. All are texts with a prefix that says what they are."""

    unit: str  # notice:<notice id> or ocid:<ocid>: what belongs together without any doubt
    strong: str | None = None  # bt04:<procedure identifier>
    ocid: str | None = None  # ocid:<ocid>
    own: str | None = None  # own:<buyer identifier>:<own number>
    names: tuple[str, ...] = ()  # what others may call it
    refers_to: tuple[str, ...] = ()

    def keys(self) -> set[str]:
        """Every key that must be locked before the procedure of this notice is decided."""
        keys = {self.unit, *self.names, *self.refers_to}
        keys.update(key for key in (self.strong, self.ocid, self.own) if key is not None)
        return keys


@quick_dataclass(frozen=True, slots=True)
class Resolution:
    """The procedure of a notice. `conflict` names the procedures that other rules pointed to.

    `beside` names procedures of others that state the same keys without a right to join. A notice that does not speak
    is kept, and nothing follows from it.
    """

    procedure: str
    conflict: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    speaks: bool = True


def identity_of(notice: Notice) -> Identity:
    """Derive the identity keys of a notice from what it states."""
    strong = f"bt04:{notice.procedure_id.lower()}" if notice.procedure_id else None
    refers_to = tuple(sorted({reference_key(text) for text in _references(notice)}))
    if notice.ocid is not None:
        ocid = f"ocid:{notice.ocid}"
        return Identity(unit=ocid, strong=strong, ocid=ocid, own=_own_key(notice), names=(ocid,), refers_to=refers_to)
    unit = reference_key(notice.notice_id)
    names = [unit]
    if notice.publication_number:
        names.append(reference_key(notice.publication_number))
    return Identity(unit=unit, strong=strong, own=_own_key(notice), names=tuple(names), refers_to=refers_to)


def reference_key(text: str) -> str:
    """Write a reference to a notice in one form: notice id without version, or publication number without zeros.

    A number in the Official Journal (`2020/S 064-154292`) is that of the publication.
    """
    stripped = text.strip().lower()
    if match := _NOTICE_WITH_VERSION.fullmatch(stripped):
        return f"notice:{match[1]}"
    if match := _PUBLICATION.fullmatch(stripped):
        return f"pub:{match[1]}-{match[2]}"
    if match := _IN_JOURNAL.fullmatch(stripped):
        return f"pub:{match[2]}-{match[1]}"
    return f"ocid:{text.strip()}" if stripped.startswith("ocds-") else f"notice:{stripped}"


def names_meant(text: str) -> list[str]:
    """The names of notices that somebody may mean by this: a notice id, a publication number, an ocid.

    Of a release `ocid|id`, as records have it, the process counts, as of a notice all its versions.
    """
    return [reference_key(text), f"ocid:{text.strip().partition('|')[0]}"]


def record_keys_meant(text: str) -> list[str]:
    """The keys of records that somebody may mean by this: as it stands, or of any version of the notice of this id."""
    match = _NOTICE_WITH_VERSION.fullmatch(text.strip().lower())
    return [text.strip(), *(f"{match[1]}-{version:02}" for version in range(1, _VERSIONS))] if match else [text.strip()]


def keys_of(identities: Iterable[Identity]) -> list[str]:
    """All identity keys of these notices, in the order in which every writer locks them."""
    keys: set[str] = set()
    for identity in identities:
        keys |= identity.keys()
    return sorted(keys)


@lru_cache(maxsize=16_384)
def procedure_uuid(key: str) -> UUID:
    """Return the id of the procedure with this key."""
    return uuid5(PROCEDURES, key)


def resolve(identities: Sequence[Identity]) -> list[Resolution]:
    """Find the procedure of each notice among all notices that share a key with it, directly or through others.

    The answers stand in the order of the questions. A notice without any link is a procedure of its own.
    """
    register = _Register(identities)
    return [register.resolution(identity) for identity in identities]


class _Register:
    """The notices at hand by each kind of key, and the procedure of every unit of weak notices among them."""

    def __init__(self, identities: Sequence[Identity]) -> None:
        self._strong_of_process: dict[str, set[str]] = {}  # unit or ocid -> procedure identifiers stated in it
        self._strong_of_own: dict[str, set[str]] = {}
        self._units_of_name: dict[str, set[str]] = {}
        self._references: dict[str, set[str]] = {}  # weak units only
        self._strong_referring: dict[str, set[str]] = {}  # name -> procedures of strong notices that refer to it
        self._names_of_unit: dict[str, set[str]] = {}
        self._own_of_unit: dict[str, set[str]] = {}
        for identity in identities:
            self._add(identity)
        self._decided: dict[str, Resolution] = {}
        self._resolve_weak_units()

    def resolution(self, identity: Identity) -> Resolution:
        if identity.strong is None:
            return self._decided[identity.unit]
        pointed: set[str] = set()
        for unit in self._units_named(identity.refers_to, apart_from=identity.unit):
            pointed |= self._procedures_of(unit)
        return Resolution(identity.strong, conflict=tuple(sorted(pointed - {identity.strong})))

    def _add(self, identity: Identity) -> None:
        for name in identity.names:
            self._units_of_name.setdefault(name, set()).add(identity.unit)
        self._names_of_unit.setdefault(identity.unit, set()).update(identity.names)
        if identity.strong is None:
            self._references.setdefault(identity.unit, set()).update(identity.refers_to)
            if identity.own is not None:
                self._own_of_unit.setdefault(identity.unit, set()).add(identity.own)
            return
        for name in identity.refers_to:
            self._strong_referring.setdefault(name, set()).add(identity.strong)
        self._strong_of_process.setdefault(identity.unit, set()).add(identity.strong)
        if identity.own is not None:
            self._strong_of_own.setdefault(identity.own, set()).add(identity.strong)

    def _resolve_weak_units(self) -> None:
        """Decide unit by unit, each after those it refers to; in a ring the smallest member goes first."""
        waiting = {unit: self._weak_targets(unit) for unit in sorted(self._references)}
        followers: dict[str, list[str]] = {}
        for unit, targets in waiting.items():
            for target in targets:
                followers.setdefault(target, []).append(unit)
        ready = [unit for unit, targets in waiting.items() if not targets]
        while waiting:
            unit = ready.pop() if ready else _smallest_of_a_ring(waiting)
            del waiting[unit]
            self._decided[unit] = self._decide(unit)
            for follower in followers.get(unit, ()):
                if follower in waiting:
                    waiting[follower].discard(unit)
                    if not waiting[follower]:
                        ready.append(follower)

    def _weak_targets(self, unit: str) -> set[str]:
        named = self._units_named(self._references[unit], apart_from=unit)
        return {target for target in named if target not in self._strong_of_process}

    def _decide(self, unit: str) -> Resolution:
        same_process = self._strong_of_process.get(unit, set())
        if len(same_process) == 1:
            return Resolution(next(iter(same_process)))
        if same_process:
            return Resolution(unit, conflict=tuple(sorted(same_process)))
        by_chain: set[str] = set()
        for target in self._units_named(self._references[unit], apart_from=unit):
            by_chain |= self._procedures_of(target)
        for name in self._names_of_unit[unit]:
            by_chain |= self._strong_referring.get(name, set())
        by_number = self._by_number(unit)
        pointed = by_chain | {key for key in by_number if key.startswith("bt04:")}
        if len(pointed) > 1:
            return Resolution(unit, conflict=tuple(sorted(pointed)))
        if by_chain:
            return Resolution(next(iter(by_chain)))
        return Resolution(next(iter(by_number))) if len(by_number) == 1 else Resolution(unit)

    def _units_named(self, references: Iterable[str], *, apart_from: str) -> set[str]:
        return {unit for name in references for unit in self._units_of_name.get(name, ()) if unit != apart_from}

    def _procedures_of(self, unit: str) -> set[str]:
        """The procedures of a unit; nothing when it waits for the asker itself (a ring)."""
        if strong := self._strong_of_process.get(unit):
            return strong
        decided = self._decided.get(unit)
        return {decided.procedure} if decided else set()

    def _by_number(self, unit: str) -> set[str]:
        procedures: set[str] = set()
        for own in self._own_of_unit.get(unit, ()):
            procedures |= self._strong_of_own.get(own) or {own}
        return procedures


def _smallest_of_a_ring(waiting: Mapping[str, set[str]]) -> str:
    """Follow references from the smallest unit until one comes back; every unit waits, so one does."""
    path = [min(waiting)]
    while (target := min(waiting[path[-1]])) not in path:
        path.append(target)
    return min(path[path.index(target) :])


def of_columns(columns: Mapping[str, object]) -> Identity:
    """Rebuild the identity of a kept notice from its row (notice_id, strong_key, ocid, own_key, names ...)."""
    ocid = columns["ocid"]
    unit = f"ocid:{ocid}" if ocid else reference_key(str(columns["notice_id"]))
    return Identity(
        unit=unit,
        strong=_text(columns["strong_key"]),
        ocid=f"ocid:{ocid}" if ocid else None,
        own=_text(columns["own_key"]),
        names=tuple(str(name) for name in _list(columns["names"])),
        refers_to=tuple(str(name) for name in _list(columns["refers_to"])),
    )


def _references(notice: Notice) -> tuple[str, ...]:
    return (*notice.previous, notice.changes_notice) if notice.changes_notice else notice.previous


def _own_key(notice: Notice) -> str | None:
    """Key of buyer and own number; None when the notice names no identified buyer or no number of its own."""
    if not notice.own_number or not notice.buyers:
        return None
    identifiers = sorted(f"{scheme}={value}" for scheme, value in notice.buyers[0].organisation.identifiers if value)
    return f"own:{identifiers[0]}:{notice.own_number.strip()}" if identifiers else None


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _list(value: object) -> Sequence[object]:
    return value if isinstance(value, list | tuple) else ()
