"""Rows of schema procurement written directly, as ingest would leave them: change, places old and new, and the rows."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import Connection, Engine, insert, text

from shared.log.change_log import open_change, take_position
from shared.log.places import Place, places_of
from shared.procurement.themes import THEMES
from shared.tables.base import Base
from shared.tables.procurement import Lot, LotHistory, Procedure, ProcedureHistory, Winner, WinnerHistory
from shared.tables.procurement_log import ChangeScope

BODIES = {
    f"https://identifier.overheid.nl/tooi/id/{kind}/{code}": tier
    for kind, code, tier in (
        ("ministerie", "mnre9001", "central"),
        ("ministerie", "mnre9002", "central"),
        ("provincie", "pv91", "province"),
        ("gemeente", "gm9001", "municipality"),
        ("gemeente", "gm9002", "municipality"),
        ("gemeente", "gm9003", "municipality"),
    )
}
CHAINS = ("catering", "wegen", "elektriciteit")
OWN_THEMES = ("privacy", "own:stadslandbouw")
"""Themes beside the common ones: each body has none of them, the first, or both."""
WORDS = {theme: theme.replace("-", "_") for theme in THEMES}


@dataclass(frozen=True)
class AWinner:
    tender_id: str = "TEN-0001"
    sme: bool | None = True
    value: Decimal | None = Decimal(100)


@dataclass(frozen=True)
class ALot:
    lot_id: str = "LOT-0001"
    state: str = "awarded"
    competition: str = "call"
    themes: dict[str, str] = field(default_factory=dict)  # theme -> state; silent when not named
    any_theme: str = "silent"
    own_themes: dict[str, str] = field(default_factory=dict)  # theme of the lead body's own -> state
    signals: tuple[str, ...] = ()
    accessible: str = "silent"
    tenders_received: int | None = 3
    awarded_value: Decimal | None = Decimal(100)
    value_basis: str | None = "tenders"
    winners: tuple[AWinner, ...] = (AWinner(),)
    awarded_on: date | None = None  # None: as the procedure


CATEGORY_COLUMNS = [f"{kind}_category_{part}" for kind in ("rijk", "isv") for part in ("stated", "by_cpv", "quality")]
ACategory = tuple[str | None, str | None, str | None]
"""A category as its buyer states it, as the CPV code leads to it, and how sure the latter is."""
NO_CATEGORY: ACategory = (None, None, None)
RIJK: tuple[ACategory, ...] = (
    *(("logistiek", "software-rijk", "A"), (None, "bedrijfskleding", "B"), (None, "none", "A")),
    *((None, "datacenters", "C"), NO_CATEGORY),
)
ISV: tuple[ACategory, ...] = (
    ("none", "energie", "A"),
    (None, "energie", "B"),
    (None, "laboratorium", "C"),
    NO_CATEGORY,
)


@dataclass(frozen=True)
class AProcedure:
    """A procedure; everything a test is not about has a plain value."""

    number: int = 1
    body: str | None = next(iter(BODIES))
    tier: str | None = "central"
    nature: str | None = "services"
    threshold: str = "above"
    chain: str | None = "catering"
    quality: str | None = "A"
    relevant: tuple[str, ...] | None = ("climate", "diversity-inclusion")
    launched_on: date | None = date(2025, 1, 15)
    awarded_on: date | None = date(2025, 3, 10)
    counted: bool = True
    themes: dict[str, bool | None] = field(default_factory=dict)
    complete: bool | None = True
    duration: Decimal | None = Decimal(12)
    purchase_type: str | None = None
    category_management: bool | None = None
    rijk: ACategory = NO_CATEGORY
    isv: ACategory = NO_CATEGORY
    lots: tuple[ALot, ...] = (ALot(),)

    @property
    def id(self) -> UUID:
        return UUID(int=self.number)

    def moved(self, **changes: object) -> "AProcedure":
        return replace(self, **changes)  # type: ignore[arg-type]


def register(connection: Connection, *more: str) -> None:
    """Put the bodies into the register, and these municipalities beside them."""
    connection.execute(
        text("insert into registry.party (uri, kind, tier, source) values (:uri, 'municipality', :tier, 'test')"),
        [{"uri": body, "tier": BODIES.get(body, "municipality")} for body in (*BODIES, *more)],
    )


class Procurement:
    """Writes procedures as ingest does: one transaction, old places and new, position last."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def put(self, *procedures: AProcedure) -> int:
        """Store new procedures or new versions of them; gives the position."""
        return self._write(procedures, removed=False)

    def remove(self, *procedures: AProcedure) -> int:
        """Move procedures to history without a successor."""
        return self._write(procedures, removed=True)

    def _write(self, procedures: Sequence[AProcedure], *, removed: bool) -> int:
        with self._engine.begin() as connection:
            change = open_change(connection, "procurement", cause="test")
            places: set[Place] = set()
            for procedure in sorted(procedures, key=lambda each: each.number):
                # Writers of the same procedure wait here for each other, as ingest's identity keys make them do.
                connection.execute(text("select pg_advisory_xact_lock(99, :number)"), {"number": procedure.number})
                places |= set(_places(connection, procedure.id))
                _retire(connection, procedure.id, change)
                if not removed:
                    _insert(connection, procedure, change)
                    places |= set(_places(connection, procedure.id))
            connection.execute(insert(ChangeScope), [{"change": change, **place._asdict()} for place in sorted(places)])
            return take_position(connection, "procurement", change)


def _places(connection: Connection, procedure: UUID) -> Iterator[Place]:
    for table, key in (("procedure", "id"), ("lot", "procedure"), ("winner", "procedure")):
        rows = connection.execute(
            text(f"select lead_body, tier, awarded_on, launched_on from procurement.{table} where {key} = :id"),  # noqa: S608
            {"id": procedure},
        )
        for row in rows:
            yield from places_of(
                "procedure", row.lead_body, row.tier, awarded_on=row.awarded_on, launched_on=row.launched_on
            )


def _retire(connection: Connection, procedure: UUID, change: int) -> None:
    for current, history, key in (
        (Procedure, ProcedureHistory, "id"),
        (Lot, LotHistory, "procedure"),
        (Winner, WinnerHistory, "procedure"),
    ):
        table, past = (
            Base.metadata.tables[f"procurement.{current.__tablename__}"],
            f"procurement.{history.__tablename__}",
        )
        columns = ", ".join(column.name for column in table.columns)
        connection.execute(
            text(
                f"with old as (delete from {table.fullname} where {key} = :id returning {columns})"  # noqa: S608
                f" insert into {past} ({columns}, until_change) select {columns}, :change from old"
            ),
            {"id": procedure, "change": change},
        )


def _insert(connection: Connection, procedure: AProcedure, change: int) -> None:
    common = {
        "lead_body": procedure.body,
        "tier": procedure.tier,
        "nature": procedure.nature,
        "above_threshold": procedure.threshold,
        "product_chain": procedure.chain,
        "chain_quality": procedure.quality,
        "cluster": None,
        "in_criteria_tool": None,
        "relevant_themes": list(procedure.relevant) if procedure.relevant is not None else None,
        **dict(zip(CATEGORY_COLUMNS, (*procedure.rijk, *procedure.isv), strict=True)),
        "launched_on": procedure.launched_on,
        "launch_known": procedure.launched_on is not None,
        "awarded_on": procedure.awarded_on,
        "counted": procedure.counted,
        "since_change": change,
    }
    connection.execute(
        insert(Procedure),
        {
            **common,
            "id": procedure.id,
            "key": f"test:{procedure.number}",
            "state": "awarded" if procedure.awarded_on else "running",
            "stage": "result",
            "title": None,
            "procedure_id": None,
            "ocid": None,
            "legal_basis": None,
            "procedure_type": None,
            "threshold_rule": "test",
            "cancelled": False,
            "framework": None,
            "dps": False,
            "joint": False,
            "took_part": [procedure.body] if procedure.body else [],
            "buyers": [],
            "estimated_value": None,
            "awarded_value": None,
            "duration_months": procedure.duration,
            "purchase_type": procedure.purchase_type,
            "category_management": procedure.category_management,
            **{word: procedure.themes.get(theme) for theme, word in WORDS.items()},
            "any_theme": None,
            "strategic_fields_complete": procedure.complete,
            "findings": [],
            "content_hash": "",
        },
    )
    for lot in procedure.lots:
        dated = {**common, "awarded_on": lot.awarded_on or procedure.awarded_on}
        connection.execute(
            insert(Lot),
            {
                **dated,
                "procedure": procedure.id,
                "lot_id": lot.lot_id,
                "state": lot.state,
                "competition": lot.competition,
                "title": None,
                "cpv": None,
                **{word: lot.themes.get(theme, "silent") for theme, word in WORDS.items()},
                "any_theme": lot.any_theme,
                "local_themes": [],
                "own_themes": lot.own_themes,
                "signals_in_text": list(lot.signals),
                "gpp_criteria": "silent",
                "accessible": lot.accessible,
                "reserved": "silent",
                "strategic_fields_complete": False,
                "tenders_received": lot.tenders_received,
                "tenders_received_state": "known" if lot.tenders_received is not None else "silent",
                "estimated_value": None,
                "awarded_value": lot.awarded_value,
                "value_basis": lot.value_basis,
                "value_state": "known" if lot.awarded_value is not None else "silent",
                "vehicles": None,
                "clean_vehicles": None,
                "zero_emission_vehicles": None,
                "framework": None,
                "duration_months": None,
                "evidence": [],
            },
        )
        for winner in lot.winners:
            connection.execute(
                insert(Winner),
                {
                    **dated,
                    "procedure": procedure.id,
                    "lot_id": lot.lot_id,
                    "tender_id": winner.tender_id,
                    "sme": winner.sme,
                    "value": winner.value,
                    "currency": "EUR",
                    "currency_known": True,
                    "competition": lot.competition,
                    "suppliers": [],
                },
            )


def random_procedure(chance: random.Random, number: int) -> AProcedure:
    """Any procedure: every unknown, withheld and missing value occurs."""
    body: str | None = chance.choice([*BODIES, None]) if chance.random() < 0.95 else None
    quality = chance.choice(["A", "B", "C", "stated", None])
    return AProcedure(
        number=number,
        body=body,
        tier=BODIES[body] if body else None,
        nature=chance.choice(["works", "supplies", "services", None]),
        threshold=chance.choice(["above", "below", "undetermined"]),
        chain=chance.choice(CHAINS) if quality else None,
        quality=quality,
        relevant=None if quality in {None, "C"} else tuple(theme for theme in THEMES[:5] if chance.random() < 0.5),
        launched_on=_day(chance),
        awarded_on=_day(chance),
        counted=chance.random() < 0.95,
        themes={theme: chance.choice([True, False, None]) for theme in THEMES},
        complete=chance.choice([True, False, None]),
        duration=chance.choice([Decimal(3), Decimal(6), Decimal("24.5"), None]),
        purchase_type=(None, "generic", "specific")[number % 3],
        category_management=(None, True, False)[number // 3 % 3],
        rijk=RIJK[number % len(RIJK)],
        isv=ISV[number % len(ISV)],
        lots=tuple(_random_lot(chance, number, body=body) for number in range(1, chance.randint(1, 3) + 1)),
    )


def _day(chance: random.Random) -> date | None:
    return (
        None
        if chance.random() < 0.1
        else date(chance.choice([2024, 2025]), chance.randint(1, 12), chance.randint(1, 28))
    )


def _random_lot(chance: random.Random, number: int, *, body: str | None) -> ALot:
    states = ["yes", "no", "withheld", "silent", "conflicting"]
    added = () if body is None else OWN_THEMES[: list(BODIES).index(body) % 3]
    return ALot(
        lot_id=f"LOT-{number:04d}",
        state=chance.choice(["running", "awarded", "awarded"]),
        competition=chance.choice(["call", "call", "no-call", "dps"]),
        themes={theme: chance.choice(states) for theme in THEMES},
        any_theme=chance.choice(states),
        own_themes={theme: chance.choice(states) for theme in added},
        signals=tuple(theme for theme in THEMES if chance.random() < 0.2),
        accessible=chance.choice(states),
        tenders_received=chance.choice([None, 1, 1, 2, 5]),
        awarded_value=chance.choice([None, Decimal("12.34"), Decimal(500), Decimal("100000.05")]),
        value_basis=chance.choice([None, "tenders", "contract", "ceiling"]),
        winners=tuple(
            AWinner(f"TEN-{count:04d}", chance.choice([True, False, None])) for count in range(chance.randint(0, 2))
        ),
        awarded_on=_day(chance) if chance.random() < 0.3 else None,
    )
