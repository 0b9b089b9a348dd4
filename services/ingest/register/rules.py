"""The register of parties as compile needs it: which party a named organisation is.

Filled by the store from the registry's published views; a value, so that the same notices and the same register always
give the same procedure.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from shared.procurement.buyer_keys import BuyerKey, keys_of_buyer, normalised_name
from shared.procurement.notice import Organisation
from shared.reference.published import ReferenceLists

_MINISTRY: Final = "ministerie van "


@dataclass(frozen=True, slots=True)
class AddedTheme:
    """A theme beside the common ones that a party adds during a period; None is open at that end."""

    theme: str
    since: date | None = None
    until: date | None = None  # first day it no longer holds

    def holds_on(self, day: date) -> bool:
        """Whether the party has this theme on a day."""
        return (self.since is None or self.since <= day) and (self.until is None or day < self.until)


@dataclass(frozen=True, slots=True)
class Party:
    """A party of the register, with what counting needs of it."""

    key: str
    tier: str | None
    kind: str
    annex_i_central: bool | None = None  # listed in Annex I of directive 2014/24/EU
    added_themes: tuple[AddedTheme, ...] = ()

    def themes_on(self, day: date) -> tuple[str, ...]:
        """The themes beside the common ones that this party has on a day."""
        return tuple(added.theme for added in self.added_themes if added.holds_on(day))


@dataclass(frozen=True, slots=True)
class Objection:
    """A period over which a party objects to data that others harvested about it; None is open at that end."""

    since: date | None
    until: date | None  # first day it no longer covers

    def covers(self, day: date | None) -> bool:
        """Whether a notice of this day falls under it; one without a day only when the past has no begin."""
        if day is None:
            return self.since is None
        return (self.since is None or self.since <= day) and (self.until is None or day < self.until)


@dataclass(frozen=True, slots=True)
class Register:
    """Parties by identifier (schemes oin, kvk, rsin, tooi, roo), and what administrators added to that.

    `parties` has those parties by their own key. `by_link` holds buyers that an administrator linked to a party, by
    the keys of `shared.procurement.buyer_keys`. `objections` holds, by party key, the periods of which harvested
    notices do not count. `successors` has, by party key, the one party into which another went over. `lists` are the
    reference lists as published, by default those that come with the code. `by_name` has parties by their name as
    `names_of` writes it, for files of a body's own that state no number; a notice is never matched so.
    """

    by_identifier: Mapping[BuyerKey, Party] = field(default_factory=dict)
    by_link: Mapping[BuyerKey, Party] = field(default_factory=dict)
    parties: Mapping[str, Party] = field(default_factory=dict)
    objections: Mapping[str, Sequence[Objection]] = field(default_factory=dict)
    successors: Mapping[str, str] = field(default_factory=dict)
    lists: ReferenceLists = field(default_factory=ReferenceLists.built_in)
    by_name: Mapping[str, Party] = field(default_factory=dict)

    def named(self, name: str) -> Party | None:
        """Find the one party of this name, a ministry also by what stands behind "Ministerie van"."""
        return self.by_name.get(normalised_name(name).removeprefix(_MINISTRY))

    def match(self, organisation: Organisation) -> Party | None:
        """Find the party of an organisation by its identifiers, else by a link of one of its keys.

        None when nothing is known of it, or when two of its identifiers, or two links, lead to different parties: then
        none is certain.
        """
        identified = _only(self.by_identifier.get(identifier) for identifier in organisation.identifiers)
        if identified is not None or not self.by_link:
            return identified
        return _only(self.by_link.get(key) for key in keys_of_buyer(organisation.name, organisation.identifiers))

    def line(self, party: str) -> tuple[str, ...]:
        """A party and those that succeeded it, each in turn: the last one speaks for all of them."""
        return line_of(party, self.successors)

    def objects(self, party: Party | None, day: date | None) -> bool:
        """Whether a harvested notice of this party and day does not count."""
        return party is not None and any(each.covers(day) for each in self.objections.get(party.key, ()))


def names_of(parties: Iterable[tuple[str, Party]]) -> Mapping[str, Party]:
    """Parties by name; a name that two of them have names neither."""
    named: dict[str, set[Party]] = {}
    for name, party in parties:
        named.setdefault(normalised_name(name).removeprefix(_MINISTRY), set()).add(party)
    return {name: next(iter(those)) for name, those in named.items() if len(those) == 1}


def line_of(party: str, successors: Mapping[str, str]) -> tuple[str, ...]:
    """A party and those that succeeded it, by what each went over into."""
    line = [party]
    while (following := successors.get(line[-1])) is not None and following not in line:
        line.append(following)
    return tuple(line)


def _only(parties: Iterable[Party | None]) -> Party | None:
    """Return the one party among these; None without any, or with two different ones."""
    only: Party | None = None
    for party in parties:
        if party is None or party == only:
            continue
        if only is not None:
            return None
        only = party
    return only
