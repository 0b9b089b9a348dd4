"""The answer of `/v1/me`: who I am, for whom I may send what, and what is still missing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from pydantic import Field

from shared.http.schema import ApiModel, LocalisedText, OptionalDay, OptionalMoment
from shared.identity.access import Caller

SENDABLE = ("notice",)
"""Kinds of data that can be sent today."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How a party stands in the register: the state of its participation, and documents with new terms to accept."""

    participation: str | None = None
    terms_to_accept: tuple[str, ...] = ()


class MyParty(ApiModel):
    """The party the client acts for."""

    key: str
    kind: str | None
    name: str | None


class SendingRight(ApiModel):
    """A buyer for which the client may send, what, and until which day (null: no end)."""

    buyer: str
    kinds: list[str]
    until: OptionalDay


@dataclass(frozen=True, slots=True)
class Mandates:
    """For whom a party may send under a mandate, and when the registry said so; None when it was not asked."""

    rights: tuple[SendingRight, ...] = ()
    known_at: datetime | None = None


NOT_ASKED: Final = Mandates()


class MissingRight(ApiModel):
    """Something that still stands between this client and sending real data."""

    code: str
    message: LocalisedText


class Me(ApiModel):
    """The client behind the token."""

    client: str
    party: MyParty | None
    scopes: list[str]
    sandbox: bool
    may_send_for: list[SendingRight] = Field(
        description="For whom a notice sent now would be taken in; empty while something under `missing` is in the way."
    )
    may_send_for_any_buyer: bool = Field(description="Whether one sent now would be taken in for every buyer.")
    mandates_known_at: OptionalMoment = Field(
        description="When the registry last said which mandates there are; null: it was not asked or never answered."
    )
    missing: list[MissingRight]


def who_am_i(caller: Caller, *, party_name: str | None, standing: Standing, mandates: Mandates = NOT_ASKED) -> Me:
    """What a caller is and may, by its token, how its party stands in the register and the mandates it holds."""
    party = None
    if caller.party is not None:
        party = MyParty(key=caller.party, kind=caller.party_kind, name=party_name)
    return Me(
        client=caller.client_id,
        party=party,
        scopes=sorted(caller.scopes),
        sandbox=caller.sandbox,
        may_send_for=_sending_rights(caller, mandates) if _may_send(caller, standing) else [],
        may_send_for_any_buyer=(
            "ingest:any-buyer" in caller.scopes and not caller.sandbox and _may_send(caller, standing)
        ),
        mandates_known_at=mandates.known_at,
        missing=_missing(caller, standing, mandates),
    )


def _may_send(caller: Caller, standing: Standing) -> bool:
    """Whether ingest takes in anything of this caller: for a party, with the scope, and admitted or in the sandbox."""
    takes_part = caller.sandbox or standing.participation == "admitted"
    return caller.party is not None and "ingest:write" in caller.scopes and takes_part


def _sending_rights(caller: Caller, mandates: Mandates) -> list[SendingRight]:
    """What the party may send once it may send: for itself, and under its mandates."""
    if caller.party is None:
        return []
    # A service provider buys nothing: it sends for others, with their mandate.
    own = caller.party_kind not in {None, "service-provider"}
    rights = [SendingRight(buyer=caller.party, kinds=list(SENDABLE), until=None)] if own else []
    return [*rights, *mandates.rights]


def _missing(caller: Caller, standing: Standing, mandates: Mandates) -> list[MissingRight]:
    missing = _missing_participation(caller, standing)
    if "ingest:write" not in caller.scopes:
        missing.append(
            _right(
                "scope-ingest-write",
                nl="De scope ingest:write ontbreekt in het token; zonder deze scope kan niets worden ingezonden.",
                en="The token lacks the scope ingest:write; nothing can be sent without it.",
            )
        )
    sends_for_others_only = caller.party_kind == "service-provider" and "ingest:any-buyer" not in caller.scopes
    if sends_for_others_only and not mandates.rights:
        missing.append(
            _right(
                "mandate",
                nl="Een dienstverlener koopt zelf niet in en heeft van elke opdrachtgever een mandaat nodig.",
                en="A service provider buys nothing itself and needs a mandate of each buyer.",
            )
        )
    if caller.sandbox:
        missing.append(
            _right(
                "sandbox",
                nl="Dit is een testclient: wat hij inzendt telt in geen enkel cijfer mee.",
                en="This is a sandbox client: what it sends counts in no figure.",
            )
        )
    return missing


def _missing_participation(caller: Caller, standing: Standing) -> list[MissingRight]:
    if caller.sandbox:
        return []
    if caller.party is None:
        return [_NO_PARTY]
    missing = []
    if (standing_in_the_way := _IN_THE_WAY.get(standing.participation)) is not None:
        missing.append(standing_in_the_way)
    if standing.terms_to_accept:
        documents = ", ".join(standing.terms_to_accept)
        missing.append(
            _right(
                "new-terms",
                nl=f"Er zijn nieuwe voorwaarden te aanvaarden: {documents} (GET /v1/terms van het register).",
                en=f"There are new terms to accept: {documents} (GET /v1/terms of the registry).",
            )
        )
    return missing


def _right(code: str, *, nl: str, en: str) -> MissingRight:
    return MissingRight(code=code, message=LocalisedText(nl=nl, en=en))


_NO_PARTY: Final = _right(
    "no-party",
    nl="Dit token hoort bij geen partij; inzenden gaat altijd namens een partij.",
    en="This token belongs to no party; sending is always done for a party.",
)

_IN_THE_WAY: Final[Mapping[str | None, MissingRight]] = {
    None: _right(
        "not-applied",
        nl="Deze partij heeft zich niet aangemeld voor deelname (POST /v1/participations van het register).",
        en="This party has not applied to take part (POST /v1/participations of the registry).",
    ),
    "applied": _right(
        "not-admitted",
        nl="De aanmelding van deze partij wacht op een beheerder van de dataruimte.",
        en="The application of this party waits for an administrator of the data space.",
    ),
    "suspended": _right(
        "suspended",
        nl="De deelname van deze partij is opgeschort; de reden staat bij haar deelname in het register.",
        en="The participation of this party is suspended; the reason stands with it in the registry.",
    ),
    "left": _right(
        "left",
        nl="De partij neemt niet meer deel en kan zich opnieuw aanmelden (POST /v1/participations van het register).",
        en="This party no longer takes part; it may apply again (POST /v1/participations of the registry).",
    ),
}
