"""Tables of schema `registry` and the clients of schema `sandbox`. Writer: registry.

What others read of them stands in `shared.tables.registry`.
"""

from services.registry.tables.buyers import BuyerLink, Objection
from services.registry.tables.clients import Client, RevokedToken, SigningKeyRow, UsedAssertion
from services.registry.tables.erasures import Erasure, ErasureMark, ErasureSecret
from services.registry.tables.governance import Governance, InstrumentUse, RoleHolding, ThemeChoice
from services.registry.tables.lists import ChangeList, List, ListRow, ListVersion
from services.registry.tables.log import Change, ChangeParty
from services.registry.tables.mandates import Mandate, MandateBody, MandateRight
from services.registry.tables.parties import AnnexIListing, Party, PartyIdentifier, PartyName
from services.registry.tables.sandbox import SandboxClient
from services.registry.tables.signatures import Signature
from services.registry.tables.successions import (
    Membership,
    SuccessionEvent,
    SuccessionMembership,
    SuccessionParty,
)
from services.registry.tables.taking_part import Participation, ParticipationStep, Terms, TermsAcceptance

__all__ = [
    "AnnexIListing",
    "BuyerLink",
    "Change",
    "ChangeList",
    "ChangeParty",
    "Client",
    "Erasure",
    "ErasureMark",
    "ErasureSecret",
    "Governance",
    "InstrumentUse",
    "List",
    "ListRow",
    "ListVersion",
    "Mandate",
    "MandateBody",
    "MandateRight",
    "Membership",
    "Objection",
    "Participation",
    "ParticipationStep",
    "Party",
    "PartyIdentifier",
    "PartyName",
    "RevokedToken",
    "RoleHolding",
    "SandboxClient",
    "Signature",
    "SigningKeyRow",
    "SuccessionEvent",
    "SuccessionMembership",
    "SuccessionParty",
    "Terms",
    "TermsAcceptance",
    "ThemeChoice",
    "UsedAssertion",
]
