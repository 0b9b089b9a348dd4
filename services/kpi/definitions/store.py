"""Cards as they are kept, and the names product chains were published with."""

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from sqlalchemy import Connection, text

from services.kpi.definitions.rules.card import Card, KeptCard, stored_card
from services.kpi.definitions.rules.faults import CHANGED, CardError

ChainNames: TypeAlias = Mapping[str, tuple[str, str]]
"""The Dutch and the English name of product chains by code."""


def keep_cards(connection: Connection, cards: Sequence[Card]) -> None:
    """Store cards not seen before; of the others check that they did not change.

    Raises:
        CardError: a card differs from the one kept under the same code and version.
    """
    for card in cards:
        connection.execute(
            text(
                "insert into kpi.card (code, version, content, content_hash, recorded_at)"
                " values (:code, :version, :content, :hash, now()) on conflict (code, version) do nothing"
            ),
            {"code": card.code, "version": card.version, "content": card.content, "hash": card.content_hash},
        )
        kept = connection.execute(
            text("select content_hash from kpi.card where code = :code and version = :version"),
            {"code": card.code, "version": card.version},
        ).scalar_one()
        if kept != card.content_hash:
            raise CardError(CHANGED.at(""), card=f"{card.code} {card.version}")


def kept_cards(connection: Connection) -> tuple[KeptCard, ...]:
    """Every card that was ever stored, by code and version."""
    rows = connection.execute(text("select id, content, seeded, failure from kpi.card order by code, id"))
    cards = (KeptCard(row.id, stored_card(row.content), row.seeded, row.failure) for row in rows)
    return tuple(sorted(cards, key=lambda kept: (kept.card.code, kept.card.version_order)))


def published_chain_names(connection: Connection) -> ChainNames:
    """The Dutch and the English name of every product chain that was ever published, as it was last named."""
    rows = connection.execute(
        text(
            "select distinct on (code) entry ->> 'code' as code, entry ->> 'nl' as nl, entry ->> 'en' as en"
            " from registry.list_entry where list = 'product-chains' order by code, valid_from desc"
        )
    )
    return {row.code: (row.nl, row.en) for row in rows}


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
