"""Everything about one product chain: its list, its figures of a year, and what the programme knows of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Final

from sqlalchemy import Connection

from services.kpi.definitions.declarations.dimensions import ORGANISATION
from services.kpi.definitions.operations import in_force
from services.kpi.definitions.rules.card import KeptCard
from services.kpi.product_chains.rules.chain import Chain, ListVersion
from services.kpi.product_chains.store import Phase, Plan, Record, chains_on, phases_of, plans_of, records_of
from services.kpi.values.operations.answering import Answered, Limits, answer_values
from services.kpi.values.rules.months import Month, Period
from services.kpi.values.rules.question import Asked, Question
from services.kpi.values.store.known import Known
from shared.errors import NotFound
from shared.identity.access import Caller
from shared.nearest import meant

CHAIN: Final = "productChain"
PUBLIC_FACTS: Final = frozenset(
    {"procedure", "lot", "theme_use", "winner", "chain_phase", "programme_record", "participation"}
)
"""Facts of what was published, or sent to be: their figures are read by anybody (C24). Others take a token."""


@dataclass(frozen=True, slots=True)
class ChainRead:
    """A chain with what is known of it. `withheld`: indicators whose figures are not for a caller without a token."""

    chain: Chain
    version: ListVersion
    year: int
    answers: Sequence[Answered]
    withheld: Sequence[KeptCard]
    phases: Sequence[Phase]
    records: Sequence[Record]
    plans: Sequence[Plan]


def read_chain(
    connection: Connection, code: str, year: int, *, caller: Caller | None, limits: Limits, known: Known, today: date
) -> ChainRead:
    """A chain of the list that holds at the end of the year, or today when that is earlier.

    Raises:
        NotFound: the list has no such chain.
    """
    last = date(year, 12, 31)
    chains, version = chains_on(connection, min(last, today))
    chain = next((each for each in chains if each.code == code), None)
    if chain is None:
        alike = meant(code, [each.code for each in chains])
        raise NotFound(
            nl=f"Productketen {code[:60]!r} bestaat niet. {alike.nl}GET /v1/product-chains noemt ze alle.",
            en=f"Product chain {code[:60]!r} does not exist. {alike.en}GET /v1/product-chains lists them all.",
        )
    cards = [
        kept
        for kept in in_force(known.cards(connection, known.states(connection)), on=last)
        if kept.card.fact.carries(CHAIN) and kept.failure is None and ORGANISATION.name not in _required(kept)
    ]
    may = caller is not None and "kpi:read" in caller.scopes
    shown = [kept for kept in cards if may or kept.card.measure.fact in PUBLIC_FACTS]
    answers: list[Answered] = []
    for required, alike_cards in groupby(sorted(shown, key=_required), key=_required):
        codes = [kept.card.code for kept in alike_cards]
        within = Limits(limits.rows, len(codes), limits.time_out_ms)
        asked = _asked(year, code, required)
        answers += answer_values(connection, codes, asked, caller=caller, limits=within, known=known)
    return ChainRead(
        chain=chain,
        version=version,
        year=year,
        answers=sorted(answers, key=lambda each: each.reading.card.code),
        withheld=[kept for kept in cards if kept not in shown],
        phases=phases_of(connection, code, until=last),
        records=records_of(connection, code),
        plans=plans_of(connection, chain),
    )


def _required(kept: KeptCard) -> tuple[str, ...]:
    return kept.card.measure.required_dimensions


def _asked(year: int, chain: str, group_by: tuple[str, ...]) -> Asked:
    period = Period(Month(year, 1), Month(year, 12))
    return Asked(
        period=period,
        granularity=None,
        question=Question(group_by, {CHAIN: (chain,)}, (period,)),
        counted_on=None,
        version=None,
        series="current",
        own=False,
        as_of=None,
        boundaries=None,
        cursor=None,
        limit=1000,
    )
