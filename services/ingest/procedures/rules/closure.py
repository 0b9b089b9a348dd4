"""Which notices belong to which procedure: the new ones together with all kept ones that share keys with them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from operator import attrgetter
from uuid import UUID

from services.ingest.procedures.rules.identity import Identity, Resolution, procedure_uuid, resolve
from services.ingest.procedures.rules.kept import KeptNotice


@dataclass(frozen=True, slots=True)
class NewNotice:
    """A notice that came in, with its content as it is to be kept, and where it came from."""

    kept: KeptNotice
    content: bytes
    identity: Identity
    ordinal: int


@dataclass(frozen=True, slots=True)
class KnownNotice:
    """A kept notice by its identity: enough to decide which procedure it belongs to."""

    id: UUID
    identity: Identity
    procedure: UUID
    sender: str | None
    harvested: bool


class Closure:
    """All notices, new and kept, that share keys directly or through others, and which procedure each belongs to."""

    def __init__(self, new: dict[UUID, NewNotice], known: dict[UUID, KnownNotice]) -> None:
        self.new = new
        self.known = known
        self.fresh = {notice: content for notice, content in new.items() if notice not in known}
        before = {notice.id: notice.identity for notice in known.values()}
        self.before = _resolutions(before)
        self.after = _resolutions(before | {notice: content.identity for notice, content in self.fresh.items()})
        self._ids = {key: procedure_uuid(key) for key in {each.procedure for each in self.after.values()}}

    def procedure_of(self, notice: UUID) -> UUID:
        """The id of the procedure that a notice belongs to now."""
        return self._ids[self.after[notice].procedure]

    @property
    def left(self) -> set[UUID]:
        """Procedures that a kept notice no longer belongs to."""
        return {each.procedure for each in self.known.values() if each.procedure != self.procedure_of(each.id)}

    def within(self, most: int) -> tuple[Closure, frozenset[UUID]]:
        """Leave out the last of the new notices of a procedure that would have more than so many; says which.

        Again until all fit: without a notice that tied them together, others may form procedures of their own.
        """
        kept, beyond = self, frozenset[UUID]()
        while more := kept._too_many(most):
            beyond |= more
            kept = Closure({each: content for each, content in self.new.items() if each not in beyond}, self.known)
        return kept, beyond

    def _too_many(self, most: int) -> set[UUID]:
        sizes = Counter(resolution.procedure for resolution in self.after.values())
        beyond: set[UUID] = set()
        for key in (key for key, size in sizes.items() if size > most):
            fresh = [notice for notice in self.fresh if self.after[notice].procedure == key]
            fresh.sort(key=lambda notice: (self.fresh[notice].ordinal, notice))
            beyond.update(fresh[max(0, len(fresh) - (sizes[key] - most)) :])
        return beyond

    def touched(self, revised: Iterable[UUID]) -> dict[str, list[UUID]]:
        """Notice ids, in a fixed order, by the key of each procedure that must be compiled anew.

        Those with a new or a revised notice, those that a kept notice left, and those in which one came to be
        conflicting between procedures, or no longer is.
        """
        conflicting = {notice for notice, resolution in self.before.items() if self.after[notice] != resolution}
        left = self.left
        keys = {self.after[notice].procedure for notice in (*self.fresh, *conflicting, *revised)}
        members: dict[str, list[UUID]] = {}
        for notice, resolution in self.after.items():  # in order of id
            members.setdefault(resolution.procedure, []).append(notice)
        return {key: members[key] for key in sorted(members) if key in keys or self._ids[key] in left}


def _resolutions(identities: dict[UUID, Identity]) -> dict[UUID, Resolution]:
    ids = sorted(identities, key=attrgetter("int"))
    return dict(zip(ids, resolve([identities[notice] for notice in ids]), strict=True)) if ids else {}
