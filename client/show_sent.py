"""Who sends, and what was sent, as tables for people."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from client.tables import Column, Table
from client.words import Words

_STATES: Final = {"received": "ontvangen", "processing": "in verwerking", "done": "klaar", "failed": "mislukt"}


def me_table(me: Mapping[str, Any], words: Words) -> Table:
    """Who the client is, for whom it may send, and what is missing."""
    party = me["party"] or {}
    anybody = [[words(nl="iedere organisatie", en="every body"), ""]] if me["maySendForAnyBuyer"] else []
    rights = [[right["buyer"], right["until"] or ""] for right in me["maySendFor"]]
    rows = [
        ["client", me["client"]],
        [words(nl="organisatie", en="body"), party.get("name") or ""],
        [words(nl="partij", en="party"), party.get("key") or ""],
        [words(nl="mag", en="may"), ", ".join(me["scopes"])],
        *(
            [words(nl="verzendt voor", en="sends for"), " ".join([buyer, *([f"({until})"] if until else [])])]
            for buyer, until in [*anybody, *rights]
        ),
        *([words(nl="ontbreekt", en="missing"), each["message"][words.language]] for each in me["missing"]),
    ]
    columns = [Column(words(nl="wat", en="what")), Column(words(nl="waarde", en="value"), prose=True)]
    return Table(columns, [row for row in rows if row[1]])


def submissions_table(items: Sequence[Mapping[str, Any]], words: Words) -> Table:
    """Submissions, one a row, with what became of their records."""
    return Table(
        [
            Column(words(nl="aanlevering", en="submission")),
            Column(words(nl="ontvangen", en="received")),
            Column(words(nl="stand", en="state")),
            Column(words(nl="records", en="records"), number=True),
            Column(words(nl="aangenomen", en="accepted"), number=True),
            Column(words(nl="ongewijzigd", en="unchanged"), number=True),
            Column(words(nl="geweigerd", en="refused"), number=True),
            Column(words(nl="bevindingen", en="findings"), number=True),
            Column(words(nl="reden", en="reason"), prose=True),
        ],
        [
            [
                item["id"],
                item["createdAt"][:16].replace("T", " "),
                words(nl=_STATES.get(item["state"], item["state"]), en=item["state"]),
                *(words.number(item["counts"][name]) for name in ("records", "accepted", "unchanged", "refused")),
                words.number(sum(item["counts"]["findings"].values())),
                item["problem"]["message"][words.language] if item.get("problem") else "",
            ]
            for item in items
        ],
    )
