"""What is known of product chains: the lists on a day, and what the programme team sent that is released."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import Connection, text

from services.kpi.product_chains.rules.chain import Chain, ListVersion, chain_in
from shared.reference.lists import Entry, columns_of, reference_list, rows

_CHAINS = "product-chains"
_YEARS = "yearly-chains"
_ENTRIES = text(
    "select entry, version, valid_from, valid_until from registry.list_entry where list = :list and valid_from <= :day"
    " and coalesce(valid_until, :day) >= :day order by ordinal"
)
_PHASES = text(
    "select distinct on (assessed_on, unit) phase, assessed_on, evidence, assessor, dissent, lead_body, sender_key"
    " from procurement.fact_chain_phase where released and product_chain = :chain and assessed_on <= :day"
    " order by assessed_on desc, unit, state_on"
)
_RECORDS = text(
    "select type, title, theme, target_group, happened_on, done_on, adopted_on, address, standard, contracts_meeting,"
    " contracts_in_chain, lead_body, sender_key from procurement.fact_programme_record"
    " where released and product_chain = :chain order by happened_on desc, sender_key"
)
_PLANS = text(
    "select distinct on (starts_on, unit) unit, plan_type as type, content ->> 'title' as title, starts_on,"
    " published_on, content ->> 'address' as address from procurement.fact_plan"
    " where released and lower(content ->> 'category') in (:chain, lower(:name)) order by starts_on desc, unit, place"
)
_PARTICIPANTS = text(
    "select p.activity, p.kept_by, count(distinct p.lead_body) as bodies from procurement.fact_participation p"
    " where p.released and p.activity = any(:activities) group by p.activity, p.kept_by"
)


@dataclass(frozen=True, slots=True)
class Phase:
    """The phase that a chain was found to be in, and on what that rests."""

    phase: int | None
    assessed_on: date
    evidence: str | None
    assessor: str | None
    dissent: str | None
    lead_body: str
    sender_key: str


@dataclass(frozen=True, slots=True)
class Record:
    """A record of the programme about a chain; `bodies`: how many took part in it."""

    type: str
    title: str | None
    theme: str | None
    target_group: str | None
    happened_on: date
    done_on: date | None
    adopted_on: date | None
    address: str | None
    standard: str | None
    contracts_meeting: int | None
    contracts_in_chain: int | None
    lead_body: str
    sender_key: str
    bodies: int = 0


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan of a body whose category is the chain."""

    unit: UUID
    type: str
    title: str | None
    starts_on: date
    published_on: date | None
    address: str | None


def chains_on(connection: Connection, day: date) -> tuple[list[Chain], ListVersion]:
    """The chains of the version that holds on a day; of the program's own list where none was published."""
    entries, version = _listed(connection, _CHAINS, day)
    chosen, _ = _listed(connection, _YEARS, day)
    years: dict[str, list[int]] = {}
    for row in chosen:
        years.setdefault(row["chain"], []).append(int(row["year"]))
    return [chain_in(entry, sorted(years.get(entry["code"], ()))) for entry in entries], version


def phases_of(connection: Connection, chain: str, *, until: date) -> list[Phase]:
    """Assessments of a chain up to a day, the newest first."""
    rows_found = connection.execute(_PHASES, {"chain": chain, "day": until})
    return [Phase(*row) for row in rows_found]


def records_of(connection: Connection, chain: str) -> list[Record]:
    """Plans, activities and standards of a chain, the newest first."""
    found = connection.execute(_RECORDS, {"chain": chain}).all()
    took_part = {
        (row.kept_by, row.activity): row.bodies
        for row in connection.execute(_PARTICIPANTS, {"activities": [row.sender_key for row in found]})
    }
    return [
        Record(**row._mapping, bodies=took_part.get((row.lead_body, row.sender_key), 0))  # noqa: SLF001 - documented
        for row in found
    ]


def plans_of(connection: Connection, chain: Chain) -> list[Plan]:
    """Plans of bodies that name the chain as their category, by its code or its Dutch name, the newest first."""
    found = connection.execute(_PLANS, {"chain": chain.code, "name": chain.nl})
    return [Plan(*row) for row in found]


def _listed(connection: Connection, name: str, day: date) -> tuple[Sequence[Entry], ListVersion]:
    found = connection.execute(_ENTRIES, {"list": name, "day": day}).all()
    if found:
        first = found[0]
        return [row.entry for row in found], ListVersion(first.version, first.valid_from, first.valid_until)
    own = reference_list(name)
    return rows(name, columns_of(name)), ListVersion(own.version, own.valid_from, own.valid_until)
