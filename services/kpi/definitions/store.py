"""Cards as they are kept, and the names codes were published with."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final, TypeAlias

from sqlalchemy import Connection, Row, text

from services.kpi.definitions.declarations.fact import Dimension
from services.kpi.definitions.rules.card import Card, KeptCard, stored_card
from services.kpi.definitions.rules.faults import CHANGED, CardError
from services.kpi.definitions.rules.own_themes import ThemeChoice
from shared.reference.categories import NONE
from shared.reference.lists import columns_of, rows

CodeNames: TypeAlias = Mapping[str, tuple[str, str]]
"""Dutch and English names by code."""


_INSERT: Final = text(
    "insert into kpi.card (code, version, content, content_hash, recorded_at)"
    " values (:code, :version, :content, :hash, now()) on conflict (code, version) do nothing"
)
_HASH: Final = text(
    "select content_hash from kpi.card c where code = :code and version = :version"
    " and not exists (select from kpi.card_proposal p where p.kind = 'version' and p.state = 'adopted'"
    " and p.code = c.code and p.version = c.version)"
)
_ENDS: Final = text("select code, valid_from from kpi.card_proposal where kind = 'retirement' and state = 'adopted'")


def keep_cards(connection: Connection, cards: Sequence[Card]) -> None:
    """Store cards not seen before; of the others check that they did not change.

    A version that people adopted stays as they left it, also when a later release brings one of the same number.

    Raises:
        CardError: a card differs from the one kept under the same code and version.
    """
    for card in cards:
        store_card(connection, card)
        kept = connection.execute(_HASH, {"code": card.code, "version": card.version}).scalar_one_or_none()
        if kept not in {None, card.content_hash}:
            raise CardError(CHANGED.at(""), card=f"{card.code} {card.version}")


def kept_cards(connection: Connection) -> tuple[KeptCard, ...]:
    """Every card that was ever stored, by code and version."""
    ends: dict[str, list[date]] = {}
    for row in connection.execute(_ENDS):
        ends.setdefault(row.code, []).append(row.valid_from)
    rows = connection.execute(text("select id, code, content, seeded, failure from kpi.card order by code, id"))
    cards = (_kept(row, ends.get(row.code, ())) for row in rows)
    return tuple(sorted(cards, key=lambda kept: (kept.card.code, kept.card.version_order)))


def store_card(connection: Connection, card: Card) -> None:
    """Store a version that was adopted: its cells are computed from now on."""
    connection.execute(
        _INSERT, {"code": card.code, "version": card.version, "content": card.content, "hash": card.content_hash}
    )


def names_in_list(connection: Connection, name: str) -> CodeNames:
    """Names of every code that a reference list of codes ever held, as it was last published; else as we name it."""
    published = connection.execute(
        text(
            "select distinct on (code) entry ->> 'code' as code, entry ->> 'nl' as nl, entry ->> 'en' as en"
            " from registry.list_entry where list = :list order by code, valid_from desc"
        ),
        {"list": name},
    )
    own = {row["code"]: (row["nl"], row["en"]) for row in rows(name, columns_of(name))}
    return own | {row.code: (row.nl, row.en) for row in published}


def codes_named(connection: Connection, dimension: Dimension) -> CodeNames:
    """The codes of a dimension that stand in a reference list."""
    outside = {NONE: (f"Geen {dimension.nl}", f"No {dimension.en}")} if dimension.outside else {}
    return {**names_in_list(connection, dimension.listed_in), **outside}


def theme_choices(connection: Connection) -> tuple[ThemeChoice, ...]:
    """What every body ever chose of themes."""
    rows = connection.execute(
        text(
            "select party, choice = 'added', theme, name_nl, name_en, valid_from, valid_until"
            " from registry.theme_choice_current order by party, theme, valid_from nulls first"
        )
    )
    return tuple(ThemeChoice(*row) for row in rows)


def _kept(row: Row[tuple[object, ...]], ends: Sequence[date]) -> KeptCard:
    card = stored_card(row.content)
    retired_from = min((end for end in ends if end > card.valid_from), default=None)
    return KeptCard(row.id, card, row.seeded, row.failure, retired_from)


def note_failure(connection: Connection, card: int, *, failure: str) -> None:
    """Leave a card out from now on, and remove its cells: an old figure would look like a new one."""
    connection.execute(
        text("update kpi.card set failure = :failure, failed_at = now() where id = :card"),
        {"card": card, "failure": failure},
    )
    connection.execute(text("delete from kpi.cell where card = :card"), {"card": card})


def forget_failures(connection: Connection) -> None:
    """Try cards that failed once more: their places go stale again."""
    connection.execute(
        text("update kpi.card set failure = null, failed_at = null, seeded = false where failure is not null")
    )
