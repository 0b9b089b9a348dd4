"""Buyers of a procedure as it shows them, and whether what was harvested of one may speak."""

from __future__ import annotations

from collections.abc import Iterable

from services.ingest.procedures.rules.kept import KeptNotice
from services.ingest.procedures.rules.supplement import Supplements
from services.ingest.register.rules import Party, Register
from shared.procurement.buyer_keys import keys_of_buyer
from shared.procurement.notice import Buyer
from shared.procurement.procedure import NamedBuyer


def objected(kept: KeptNotice, of_procedure: Party | None, register: Register) -> bool:
    """Whether the lead buyer that this names objects to what others say of its day."""
    if kept.own:
        return False
    buyers = kept.notice.buyers
    named = next((buyer for buyer in buyers if buyer.lead), buyers[0] if buyers else None)
    return register.objects(register.match(named.organisation) if named else of_procedure, kept.notice.dispatched_on)


def bought_for(supplements: Supplements, register: Register) -> dict[Buyer, Party | None]:
    """The bodies that a procedure is bought for by its supplements (C15): they take part, and none of them leads."""
    named = supplements.of_procedure("/onBehalfOf", lambda said: said.on_behalf_of or None) or ()
    return {Buyer(each, lead=False, on_behalf=True): register.match(each) for each in named}


def named_buyers(buyers: Iterable[tuple[Buyer, Party | None]]) -> tuple[NamedBuyer, ...]:
    """The buyers of a procedure with their parties, and the bodies that it is bought for."""
    return tuple(_named(buyer, party) for buyer, party in buyers)


def _named(buyer: Buyer, party: Party | None) -> NamedBuyer:
    """A buyer as notices name it; without a party with the keys by which it can be linked."""
    organisation = buyer.organisation
    named: NamedBuyer = {
        "name": organisation.name,
        "identifier": next((value for _, value in organisation.identifiers), None),
        "party": party.key if party else None,
        "lead": buyer.lead,
        **({"on_behalf": True} if buyer.on_behalf else {}),
    }
    if party is not None:
        return named
    keys = keys_of_buyer(organisation.name, organisation.identifiers)
    return {**named, "keys": tuple(f"{scheme}:{value}" for scheme, value in keys)}
