"""Statements for the questions of a supplement: procedures of a body with their lots, and what it said of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from sqlalchemy import RowMapping, text
from sqlalchemy.orm import Session

from services.ingest.procedures.rules.standing import Standing
from services.ingest.supplements.rules.questions import LotAtHand, ProcedureAtHand
from shared.procurement.finding import Text
from shared.procurement.own_record import RecordKind
from shared.reference.themes import local_themes

NEVER: Final = 9_999_999
"""Where a procedure that is not awarded stands in the order of days: behind all others."""

_KIND: Final = RecordKind.SUPPLEMENT.value
_PROCEDURE: Final = f"""
    select id, title, procedure_id, ocid, state, tier, product_chain, chain_quality, civil_works, awarded_on,
        coalesce(awarded_on - date '0001-01-01', {NEVER}) as day
    from procurement.procedure p
"""  # noqa: S608 - our own number
_TO_DO: Final = f"""
    {_PROCEDURE}
    where p.lead_body = :body and p.counted and p.above_threshold <> 'below'
        and (cast(:day as integer) is null
            or (coalesce(p.awarded_on - date '0001-01-01', {NEVER}), p.id) > (:day, cast(:last as uuid)))
    order by day, id limit :fetch
"""
_NEWEST: Final = """
    select distinct on (unit) unit, key, version, state, content
    from procurement.own_record
    where body = :body and kind = :kind and (unit = any(:units) or (state = 'draft' and key = any(:keys)))
    order by unit, version desc, id
"""


_ADDED: Final = """
    select p.id, c.theme, c.name_nl, c.name_en
    from procurement.procedure p join registry.theme_choice_current c on c.party = p.lead_body and c.choice = 'added'
    where p.id = any(:ids) order by p.id, c.theme, c.valid_from nulls first
"""


@dataclass(frozen=True, slots=True)
class NewestSupplement:
    """A supplement in its newest version, drafts included."""

    key: str
    version: int
    state: str
    content: Mapping[str, Any]


def procedure_led_by(session: Session, body: str, procedure: UUID) -> RowMapping | None:
    """A procedure that this body leads."""
    query = f"{_PROCEDURE} where p.id = :procedure and p.lead_body = :body"
    return session.execute(text(query), {"procedure": procedure, "body": body}).mappings().one_or_none()


def procedure_known_by(session: Session, body: str, names: Sequence[str], strong: str) -> UUID | None:
    """The procedure of this body whose notices have one of these names, or that procedure identifier."""
    query = """
        select p.id from procurement.procedure p
        where p.lead_body = :body and p.id in (
            select procedure from procurement.notice where names && cast(:names as text[])
            union select procedure from procurement.notice where strong_key = :strong
        )
        order by p.id limit 1
    """
    values = {"body": body, "names": list(names), "strong": strong}
    return session.execute(text(query), values).scalar_one_or_none()


def procedure_of_key(session: Session, body: str, key: str) -> UUID | None:
    """The procedure that a supplement of this key belongs to."""
    query = """
        select n.procedure from procurement.own_record o
        join procurement.notice n on n.names @> array['notice:' || o.unit::text]
        where o.body = :body and o.kind = :kind and o.key = :key limit 1
    """
    return session.execute(text(query), {"body": body, "kind": _KIND, "key": key}).scalar_one_or_none()


def to_do(session: Session, body: str, *, after: tuple[int, UUID] | None, fetch: int) -> Sequence[RowMapping]:
    """The procedures of a body for which a supplement is asked, in the order in which they were awarded."""
    day, last = after or (None, None)
    values = {"body": body, "day": day, "last": last, "fetch": fetch}
    return session.execute(text(_TO_DO), values).mappings().all()


def minutes_spent(session: Session, body: str) -> RowMapping:
    """Supplements of a body in their newest version, how many of them state their minutes, and these together."""
    query = """
        select count(*) as supplements, count(minutes) as stated, sum(minutes) as minutes,
            percentile_cont(0.5) within group (order by minutes) as median
        from (
            select distinct on (key) state, (content ->> 'minutesSpent')::integer as minutes
            from procurement.own_record where body = :body and kind = :kind order by key, version desc, id
        ) newest where state <> 'withdrawn'
    """
    return session.execute(text(query), {"body": body, "kind": _KIND}).mappings().one()


def at_hand(session: Session, rows: Sequence[RowMapping]) -> dict[UUID, ProcedureAtHand]:
    """These procedures with the lots that count."""
    query = """
        select procedure, lot_id, nature, relevant_themes, duration_months, evidence, own_themes,
            price_weight, price_weight_notice, price_weight_place
        from procurement.lot where procedure = any(:ids) and state is distinct from 'cancelled' and competition <> 'dps'
        order by procedure, lot_id
    """
    lots: dict[UUID, list[LotAtHand]] = {}
    for procedure, *lot in session.execute(text(query), {"ids": [row["id"] for row in rows]}):
        lots.setdefault(procedure, []).append(LotAtHand(*lot))
    names = _theme_names(
        session, [procedure for procedure, each in lots.items() if any(lot.own_themes for lot in each)]
    )
    return {
        row["id"]: ProcedureAtHand(
            *(row["tier"], row["product_chain"], row["chain_quality"], row["civil_works"]),
            lots=lots.get(row["id"], []),
            theme_names=names.get(row["id"], {}),
        )
        for row in rows
    }


def _theme_names(session: Session, procedures: Sequence[UUID]) -> dict[UUID, dict[str, Text]]:
    """What the lead bodies call the themes that they added: by their own names, else by those of the list."""
    if not procedures:
        return {}
    listed = {theme.code: Text(theme.nl, theme.en) for theme in local_themes()}
    named: dict[UUID, dict[str, Text]] = {}
    for procedure, theme, nl, en in session.execute(text(_ADDED), {"ids": list(procedures)}):
        name = Text(nl, en) if nl and en else listed.get(theme)
        if name is not None:
            named.setdefault(procedure, {})[theme] = name
    return named


def newest_supplements(
    session: Session, body: str, procedures: Sequence[UUID], *, keys: Sequence[str] = ()
) -> dict[UUID, NewestSupplement]:
    """Of each procedure the supplement that its body sent last; one that is a draft only under its key in `keys`."""
    query = "select procedure, notice_id from procurement.notice where procedure = any(:ids) and standing = :standing"
    values = {"ids": list(procedures), "standing": Standing.SUPPLEMENT.value}
    procedure_of = {UUID(name): procedure for procedure, name in session.execute(text(query), values)}
    newest = {"body": body, "kind": _KIND, "units": list(procedure_of), "keys": list(keys)}
    return dict(_placed(session.execute(text(_NEWEST), newest).mappings(), procedure_of, procedures))


def _placed(
    rows: Any,  # noqa: ANN401 - SQLAlchemy says no more of it
    procedure_of: Mapping[UUID, UUID],
    procedures: Sequence[UUID],
) -> Iterator[tuple[UUID, NewestSupplement]]:
    for row in rows:
        procedure = procedure_of.get(row["unit"], procedures[0] if len(procedures) == 1 else None)
        if procedure is not None:
            yield procedure, NewestSupplement(row["key"], row["version"], row["state"], row["content"])


def references_of(session: Session, procedure: UUID) -> list[str]:
    """The publication numbers of the notices of a procedure."""
    query = """
        select distinct substring(name from 5) from procurement.notice n, unnest(n.names) as name
        where n.procedure = :procedure and name like 'pub:%' order by 1
    """
    return list(session.scalars(text(query), {"procedure": procedure}))
