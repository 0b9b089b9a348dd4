"""Governance per body, the instruments in use, and the profiles of tiers."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, TypedDict

from fastapi import APIRouter, Query, Response

from services.registry.access import AnyClient, Anyone, BodyEditor, acts_for, reads_of
from services.registry.governance import store
from services.registry.governance.operations import duties, governance_of, known_instruments, state_governance
from services.registry.governance.rules.statement import QUALITIES, themes_on
from services.registry.governance.rules.tier_profiles import Question, profile
from services.registry.governance.schemas.statement import (
    NATIONAL_TOTALS,
    GovernanceIn,
    GovernanceOut,
    InstrumentOut,
    InstrumentsOut,
    InstrumentUseIn,
    QualityCount,
    RoleHoldingIn,
    ThemeChoiceIn,
)
from services.registry.governance.schemas.tier_profiles import QuestionOut, TierProfileOut, TierProfilesOut
from services.registry.parties.store import parties
from shared.database import Transaction
from shared.dutch_day import today
from shared.http.preconditions import IfMatch, etag
from shared.http.schema import LocalisedText, OptionalDay
from shared.procurement.themes import THEMES
from shared.reference.codes import TIERS, Tier

router = APIRouter(tags=["governance"])

PartyKey = Annotated[str, Query(description="Key of the party.", min_length=1, max_length=500)]


class _Counts(TypedDict):
    bodies: int
    judged: list[QualityCount]


@router.get("/governance", summary="Read the governance of a body")
def read_governance(party: PartyKey, caller: AnyClient, session: Transaction, response: Response) -> GovernanceOut:
    """Who keeps the data of a body, what it measures with, which themes it adds or leaves out, what is asked of it.

    Of one's own body, or with the scope registry:read of any.
    """
    reads_of(caller, party)
    return _shown(party, session, response)


@router.put("/governance", summary="State the governance of a body")
def replace_governance(
    party: PartyKey,
    asked: GovernanceIn,
    caller: BodyEditor,
    session: Transaction,
    response: Response,
    if_match: IfMatch = None,
) -> GovernanceOut:
    """Let this be what a body states about itself; the ETag of a body that never stated anything is `"0"`."""
    acts_for(caller, party)
    state_governance(session, party, asked.as_statement(), actor=caller.actor, on=today(), if_match=if_match)
    return _shown(party, session, response)


@router.get("/instruments", summary="List the instruments and sources for monitoring")
def list_instruments(_caller: Anyone, session: Transaction) -> InstrumentsOut:
    """Those of the reference list `instruments` that holds today, and the own ones of bodies, with who uses them."""
    users = store.users_of_instruments(session, on=today())
    instruments = known_instruments(session, on=today())
    own = sorted(users.keys() - instruments.keys())
    known = [
        InstrumentOut(
            code=instrument.code,
            kind=instrument.kind,
            name=LocalisedText(nl=instrument.nl, en=instrument.en),
            keeper=instrument.keeper,
            source=instrument.source,
            **_counts(users.get(instrument.code, {})),
        )
        for instrument in instruments.values()
    ]
    others = [
        InstrumentOut(code=code, kind="own", name=None, keeper=None, source=None, **_counts(users[code]))
        for code in own
    ]
    return InstrumentsOut(items=[*known, *others])


@router.get("/tier-profiles", summary="Read what is asked of each tier")
def list_tier_profiles(
    _caller: Anyone,
    session: Transaction,
    tier: Tier | None = None,
    on: Annotated[OptionalDay, Query(description="The day it is about; today by default.")] = None,
) -> TierProfilesOut:
    """The questions and duties of each tier, each with its source."""
    day: date = on or today()
    asked = TIERS if tier is None else (tier,)
    rules = duties(session, on=day)
    return TierProfilesOut(
        on_day=day,
        items=[
            TierProfileOut(tier=tier, questions=[QuestionOut.of(question) for question in profile(rules, tier, on=day)])
            for tier in asked
        ],
    )


def _counts(judged: Mapping[str, int]) -> _Counts:
    counts = [QualityCount(quality=quality, bodies=judged[quality]) for quality in QUALITIES if quality in judged]
    return {"bodies": sum(judged.values()), "judged": counts}


def _shown(party: str, session: Transaction, response: Response) -> GovernanceOut:
    statement = governance_of(session, party, on=today())
    published = parties.published_party(session, party)
    asked: tuple[Question, ...] = ()
    if published is not None and published.tier is not None:
        asked = profile(duties(session, on=today()), published.tier, on=today(), kind=published.kind)
    response.headers["ETag"] = etag(statement.version)
    return GovernanceOut(
        party=party,
        stated_at=statement.stated_at,
        roles=[RoleHoldingIn.of(role) for role in statement.statement.roles],
        instruments=[InstrumentUseIn.of(use) for use in statement.statement.instruments],
        themes=[ThemeChoiceIn.of(choice) for choice in statement.statement.themes],
        common_themes=list(THEMES),
        own_themes=list(themes_on(statement.statement, today())),
        national_totals=NATIONAL_TOTALS,
        profile=[QuestionOut.of(question) for question in asked],
    )
