"""Which notices belong to which procedure: the new ones together with all kept ones that share keys with them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from operator import attrgetter
from uuid import UUID

from services.ingest.procedures.rules.identity import Identity, Resolution, procedure_uuid
from services.ingest.procedures.rules.kept import KeptNotice
from services.ingest.procedures.rules.settling import settle
from services.ingest.procedures.rules.standing import Claim
from shared.quick_dataclass import quick_dataclass


@quick_dataclass(frozen=True, slots=True)
class NewNotice:
    """A notice that came in, with its content as it is to be kept, and where it came from."""

    kept: KeptNotice
    content: bytes
    identity: Identity
    ordinal: int
    buyers: tuple[str, ...] = ()  # parties, the lead first; "" is one that the register does not know

    @property
    def claim(self) -> Claim:
        """What it says of its place."""
        return Claim(self.identity, self.kept.sent, self.buyers, self.kept.version)


@quick_dataclass(frozen=True, slots=True)
class KnownNotice:
    """A kept notice by its identity: enough to decide which procedure it belongs to."""

    id: UUID
    claim: Claim
    procedure: UUID

    @property
    def identity(self) -> Identity:
        """The keys by which it finds its procedure."""
        return self.claim.identity

    def again(self, new: NewNotice | None) -> Claim:
        """Its claim when it is sent once more: by the better right of the two, with the buyers as they match now."""
        if new is None:
            return self.claim
        sent = min(self.claim.sent, new.kept.sent, key=attrgetter("order"))
        return Claim(
            self.identity, sent, new.buyers, self.claim.version
        )  # keys as they were kept: of who was erased no new one is made


class Closure:
    """All notices, new and kept, that share keys directly or through others, and which procedure each belongs to."""

    def __init__(
        self,
        new: dict[UUID, NewNotice],
        known: dict[UUID, KnownNotice],
        *,
        successors: Mapping[str, str],
        again: Mapping[UUID, Claim] | None = None,
    ) -> None:
        """`again` has the claims of known notices that differ from what was kept."""
        self._successors = successors
        self.new = new
        self.known = known
        self.fresh = {notice: content for notice, content in new.items() if notice not in known}
        self.claims = {notice.id: notice.again(new.get(notice.id)) for notice in known.values()} | dict(again or {})
        self.before = self._resolutions({notice.id: notice.claim for notice in known.values()})
        self.after = self._resolutions(self.claims | {notice: content.claim for notice, content in self.fresh.items()})
        self._ids = {key: procedure_uuid(key) for key in {each.procedure for each in self.after.values()}}

    def matched(self, buyers: Mapping[UUID, tuple[str, ...]]) -> Closure:
        """The same when the register now matches these buyers."""
        again = {notice: replace(self.claims[notice], buyers=named) for notice, named in buyers.items()}
        if all(self.claims[notice] == claim for notice, claim in again.items()):
            return self
        return Closure(self.new, self.known, successors=self._successors, again=again)

    def sent(self, kept: KeptNotice) -> KeptNotice:
        """A notice with the best right by which it was sent."""
        claim = self.claims.get(kept.id)
        return kept if claim is None or claim.sent == kept.sent else replace(kept, sent=claim.sent)

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
            within = {each: content for each, content in self.new.items() if each not in beyond}
            kept = Closure(within, self.known, successors=self._successors)
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

    def _resolutions(self, claims: dict[UUID, Claim]) -> dict[UUID, Resolution]:
        ids = sorted(claims, key=attrgetter("int"))
        settled = settle([claims[notice] for notice in ids], self._successors)
        return dict(zip(ids, settled, strict=True))
