"""The register of parties as compile needs it: which party a named organisation is.

Filled by the store from the registry's published views; a value, so that the same notices and the same register always
give the same procedure.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from shared.procurement.notice import Organisation


@dataclass(frozen=True, slots=True)
class Party:
    """A party of the register, with what counting needs of it."""

    key: str
    tier: str | None
    kind: str
    annex_i_central: bool | None = None  # listed in Annex I of directive 2014/24/EU


@dataclass(frozen=True, slots=True)
class Register:
    """Parties by identifier: (scheme, value) -> party. Schemes: oin, kvk, rsin, tooi."""

    by_identifier: Mapping[tuple[str, str], Party] = field(default_factory=dict)

    def match(self, organisation: Organisation) -> Party | None:
        """Find the party of an organisation by its identifiers.

        None when no identifier is known, or when two of them belong to different parties: then none is certain.
        """
        found: Party | None = None
        for identifier in organisation.identifiers:
            party = self.by_identifier.get(identifier)
            if party is None or party == found:
                continue
            if found is not None:
                return None
            found = party
        return found
