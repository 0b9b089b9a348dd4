"""What was found by words or by a number, as tables for people."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from client.tables import Column, Table
from client.words import Words

_KINDS: Final = {
    "party": "organisatie",
    "reference-list": "lijst",
    "indicator": "indicator",
    "goal": "doel",
    "product-chain": "productketen",
    "theme": "thema",
    "procedure": "aanbesteding",
    "notice": "bekendmaking",
    "contract": "contract",
    "record": "record",
    "submission": "aanlevering",
}
_KNOWN_BY: Final = {
    "publication-number": "publicatienummer",
    "notice-identifier": "kenmerk van de bekendmaking",
    "ocid": "ocid",
    "procedure-identifier": "kenmerk van de procedure",
    "id": "id",
    "idempotency-key": "Idempotency-Key",
    "sender-key": "eigen sleutel",
    "contract-number": "contractnummer",
}


def hits_table(hits: Sequence[Mapping[str, Any]], words: Words) -> Table:
    """What was found, the best first, one a row."""
    return Table(
        [
            Column(words(nl="soort", en="kind")),
            Column(words(nl="code", en="code")),
            Column(words(nl="naam", en="name"), prose=True),
            Column(words(nl="gelijkenis", en="likeness"), number=True),
        ],
        [
            [_kind(hit["kind"], words), hit["code"], _name(hit["names"], words), words.number(hit["score"])]
            for hit in sorted(hits, key=lambda hit: -int(hit["score"]))
        ],
    )


def matches_table(items: Sequence[Mapping[str, Any]], words: Words) -> Table:
    """What has the number, one a row."""
    return Table(
        [
            Column(words(nl="soort", en="kind")),
            Column(words(nl="bekend als", en="known by")),
            Column(words(nl="id", en="id")),
            Column(words(nl="titel", en="title"), prose=True),
            Column(words(nl="adres", en="address")),
        ],
        [
            [
                _kind(item["kind"], words),
                words(nl=_KNOWN_BY.get(item["knownBy"], item["knownBy"]), en=item["knownBy"]),
                f"{item['id']}-{item['version']}" if item["version"] else item["id"],
                item["title"] or "",
                item["link"],
            ]
            for item in items
        ],
    )


def suggestion(answers: Iterable[Mapping[str, Any]], words: Words) -> str | None:
    """Other spellings, where nothing was found at all."""
    listed = list(answers)
    if any(each["items"] for each in listed):
        return None
    meant = list(dict.fromkeys(each["suggestion"] for each in listed if each["suggestion"]))
    return words(nl=f"Bedoelt u: {', '.join(meant)}?", en=f"Did you mean: {', '.join(meant)}?") if meant else None


def _kind(kind: str, words: Words) -> str:
    return words(nl=_KINDS.get(kind, kind), en=kind)


def _name(names: Mapping[str, Any], words: Words) -> str:
    return str((names["en"] if words.language == "en" else None) or names["nl"])
