"""What ingest publishes of groups of buyers and of purchasing policy; released records alone."""

from collections.abc import Sequence
from typing import TypeVar

from sqlalchemy import Connection, text

from services.kpi.programme.rules.reach import Anchoring, BuyerGroup, Member, Use

Row = TypeVar("Row")

_GROUPS = text("""
    select sender_key as key, lead_body as kept_by, title, product_chain as chain, happened_on as starts_on, strategy,
        risks
    from procurement.fact_programme_record where type = 'buyer-group' and released order by happened_on, sender_key
""")
_MEMBERS = text("""
    select f.kept_by, f.activity, f.lead_body as party, p.name, f.happened_on
    from procurement.fact_participation f left join registry.party_current p on p.party = f.lead_body
    where f.released and f.activity is not null order by f.happened_on, f.sender_key
""")
_USES = text("""
    select f.lead_body as kept_by, f.activity, f.procedure_key, i.party, f.happened_on
    from procurement.fact_programme_record f
    left join registry.party_identifier_current i on i.scheme || ':' || i.value = f.participant
    where f.type = 'buyer-group-use' and f.released order by f.happened_on, f.sender_key
""")
_ANCHORING = text("""
    select f.participant, i.party, p.name, p.tier, f.happened_on, f.anchored
    from procurement.fact_programme_record f
    left join registry.party_identifier_current i on i.scheme || ':' || i.value = f.participant
    left join registry.party_current p on p.party = i.party
    where f.type = 'policy-anchoring' and f.released and f.participant is not null and f.anchored is not null
""")


def buyer_groups(connection: Connection) -> Sequence[BuyerGroup]:
    """Every group of buyers, the oldest first."""
    members = _by_group([((kept, key), Member(*rest)) for kept, key, *rest in connection.execute(_MEMBERS)])
    uses = _by_group([((kept, key), Use(*rest)) for kept, key, *rest in connection.execute(_USES)])
    return [
        BuyerGroup(
            *(row.key, row.kept_by, row.title, row.chain, row.starts_on, row.strategy, row.risks),
            members=tuple(members.get((row.kept_by, row.key), ())),
            uses=tuple(uses.get((row.kept_by, row.key), ())),
        )
        for row in connection.execute(_GROUPS)
    ]


def anchorings(connection: Connection) -> Sequence[Anchoring]:
    """Every assessment of a purchasing policy."""
    return [Anchoring(*row) for row in connection.execute(_ANCHORING)]


def _by_group(rows: Sequence[tuple[tuple[str, str], Row]]) -> dict[tuple[str, str], list[Row]]:
    found: dict[tuple[str, str], list[Row]] = {}
    for place, row in rows:
        found.setdefault(place, []).append(row)
    return found
