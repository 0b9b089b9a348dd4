"""Acts on sets of factors: proposing one, adopting it, withdrawing it."""

import re
from decimal import Decimal
from typing import Final

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from services.kpi.deciding import demand_another
from services.kpi.factor_sets import store
from services.kpi.factor_sets.rules.factors import BUILT_IN, built_in_factors, hash_of, read_factors
from services.kpi.factor_sets.rules.faults import BAD_INDICES, SAME_PROPOSER
from services.kpi.factor_sets.store import Heading, KeptSet, State
from shared.errors import BadInput, Conflict, NotFound
from shared.http.preconditions import demand_match
from shared.log.audit import record_act
from shared.reference.impact_2019 import LIST, PRICE_YEAR
from shared.reference.lists import reference_list

_INDICES: Final = re.compile(
    r"(?:19|20)[0-9]{2}:[0-9]{1,6}(?:\.[0-9]{1,6})?(?:,(?:19|20)[0-9]{2}:[0-9]{1,6}(?:\.[0-9]{1,6})?)*"
)


def keep_built_in_set(connection: Connection) -> None:
    """Keep the set that follows from the figure of 2019."""
    factors = built_in_factors()
    listed = reference_list(LIST)
    heading = Heading(
        code=BUILT_IN,
        title="Groepsintensiteiten rijksinkoop 2019",
        source=listed.source,
        source_address=None,
        licence="Open government information",
        region="NL",
        price_year=PRICE_YEAR,
        price_indices={},
    )
    store.keep_built_in(connection, heading, factors, digest=hash_of(factors))


def read_indices(stated: str | None, *, price_year: int) -> dict[str, str]:
    """Price levels by year; none when none are stated.

    Raises:
        BadInput: the text is no list of them, or lacks the year of the prices.
    """
    if stated is None:
        return {}
    indices = dict(each.split(":") for each in stated.split(",")) if _INDICES.fullmatch(stated) else {}
    if str(price_year) not in indices or any(Decimal(each) == 0 for each in indices.values()):
        raise BadInput(errors=(BAD_INDICES.within("query", "priceIndices", stated=repr(stated[:80]), year=price_year),))
    return indices


def propose(session: Session, heading: Heading, content: bytes, *, reason: str, actor: str) -> KeptSet:
    """Keep a set as a draft, to be adopted by somebody else.

    Raises BadInput with every fault of the table, Conflict when the code is taken: a set never changes.
    """
    factors, faults = read_factors(content, price_year=heading.price_year)
    if faults:
        raise BadInput(errors=faults)
    digest = hash_of(factors)
    if not store.add(session, heading, factors, digest=digest, reason=reason, actor=actor):
        raise Conflict(
            nl=f"De factorset {heading.code} is er al en verandert niet; geef een volgende versie een eigen code.",
            en=f"The factor set {heading.code} exists and never changes; give a next version a code of its own.",
        )
    record_act(
        session,
        "kpi",
        actor=actor,
        act="factor-set.propose",
        subject=heading.code,
        detail={"factors": len(factors), "hash": digest, "licence": heading.licence},
    )
    return set_of(session, heading.code)


def decide(session: Session, code: str, *, state: State, decision: str, if_match: str | None, actor: str) -> KeptSet:
    """Adopt a draft, as somebody else than whoever proposed it, or withdraw it.

    Raises NotFound, PreconditionFailed (or PreconditionRequired), Conflict when it was decided already, Refused for
    whoever proposed it.
    """
    draft = set_of(session, code, lock=True)
    demand_match(if_match, draft.revision)
    if draft.state != "draft":
        raise Conflict(
            nl=f"Over de factorset {code} is al besloten; een volgende versie krijgt een eigen code.",
            en=f"The factor set {code} was decided already; a next version gets a code of its own.",
        )
    if state == "adopted":
        demand_another(actor, than=draft.proposed_by, rule=SAME_PROPOSER)
    store.decide(session, code, state=state, actor=actor, decision=decision)
    act = "factor-set.adopt" if state == "adopted" else "factor-set.withdraw"
    record_act(session, "kpi", actor=actor, act=act, subject=code, detail={"hash": draft.content_hash})
    return set_of(session, code)


def set_of(session: Session, code: str, *, lock: bool = False) -> KeptSet:
    """A set by its code; raises NotFound."""
    kept = store.kept_set(session, code, lock=lock)
    if kept is None:
        raise NotFound(
            nl=f"Er is geen factorset {code[:60]!r}; GET /v1/factor-sets noemt ze.",
            en=f"There is no factor set {code[:60]!r}; GET /v1/factor-sets lists them.",
        )
    return kept
