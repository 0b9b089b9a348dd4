"""Who sends, what was sent, and what is found back of it, as tables for people."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote

import httpx
from pydantic import TypeAdapter

from client.answers import Finding
from client.errors import ProblemAnswer
from client.http import DataSpace
from client.reading import adapted
from client.show.deliveries import findings_table
from client.tables import Cell, Column, Table
from client.words import Words

_MOST_FOUND: Final = 20
_UNSEEN: Final = (httpx.codes.FORBIDDEN, httpx.codes.NOT_FOUND)
_STANDINGS: Final = {"own": "eigen", "harvested": "geoogst", "told": "door een ander verteld"}
_OUTCOMES: Final = {
    "accepted": "aangenomen",
    "refused": "geweigerd",
    "unchanged": "ongewijzigd",
    "no-procurement": "geen aanbesteding",
}
_STATES: Final = {"received": "ontvangen", "processing": "in verwerking", "done": "klaar", "failed": "mislukt"}


def me_table(me: Mapping[str, Any], words: Words) -> Table:
    """Who the client is, for whom it may send, and what is missing."""
    party = me["party"] or {}
    anybody = (words(nl="iedere organisatie", en="every body"),) if me["maySendForAnyBuyer"] else ()
    until = words(nl="tot", en="until")
    rights = (
        f"{each['buyer']} {until} {each['until']}" if each["until"] else each["buyer"] for each in me["maySendFor"]
    )
    stated: dict[str, Cell] = {
        "client": me["client"],
        words(nl="organisatie", en="body"): party.get("name") or "",
        words(nl="partij", en="party"): party.get("key") or "",
        words(nl="mag", en="may"): ", ".join(me["scopes"]),
        words(nl="verzendt voor", en="sends for"): (*anybody, *rights),
        words(nl="ontbreekt", en="missing"): tuple(each["message"][words.language] for each in me["missing"]),
    }
    return Table([Column(name) for name in stated], [list(stated.values())], blocks=True)


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
        leads=2,
    )


@dataclass(frozen=True, slots=True)
class FoundBack:
    """The answers of the API about a notice, and the names of the parties in them."""

    answers: Mapping[str, list[Any]]
    names: Mapping[str, str]


def find_back(space: DataSpace, known_by: str) -> FoundBack:
    """Everything about the notices that are known by this, the records with which they came first.

    Raises:
        ProblemAnswer: nothing of this party is known by it.
    """
    notices, unseen = _listed(space, "/v1/notices", known_by)
    records, unknown = _listed(space, "/v1/records", known_by)
    if unknown is not None and unseen is not None:
        raise unknown
    procedures = [
        space.read("ingest", f"/v1/procedures/{procedure}")
        for procedure in _distinct(item["procedure"] for item in [*notices, *records])
    ]
    submissions = [
        space.read("ingest", f"/v1/submissions/{submission}")
        for submission in _distinct(record["submission"] for record in records)
    ]
    findings = [finding for record in records for finding in _findings(space, record)]
    parties = _distinct([*(each["sender"] for each in notices), *(each["leadBody"] for each in procedures)])
    answers = {
        "notices": notices,
        "records": records,
        "findings": findings,
        "procedures": procedures,
        "submissions": submissions,
    }
    return FoundBack(answers, {party: _name(space, party) for party in parties})


def found_tables(traced: FoundBack, words: Words, *, ingest_url: str) -> Iterator[Table]:
    """What was found, from the notice to the bytes; of what there is nothing there is no table."""
    answers = traced.answers
    if answers["notices"]:
        yield _notices_table(traced, words)
    if answers["procedures"]:
        yield _procedures_table(traced, words)
    if answers["records"]:
        yield _records_table(answers["records"], words)
    if answers["findings"]:
        yield findings_table(adapted(TypeAdapter(list[Finding]), answers["findings"], url="/findings"), words)
    if answers["submissions"]:
        yield _bytes_table(traced, words, ingest_url)


def _listed(space: DataSpace, path: str, known_by: str) -> tuple[list[Any], ProblemAnswer | None]:
    try:
        return list(space.read("ingest", path, {"find": known_by, "limit": str(_MOST_FOUND)})["items"]), None
    except ProblemAnswer as refusal:
        if refusal.status not in _UNSEEN:
            raise
        return [], refusal


def _findings(space: DataSpace, record: Mapping[str, Any]) -> list[Any]:
    path = f"/v1/submissions/{record['submission']}/findings"
    return list(space.read("ingest", path, {"ordinal": str(record["ordinal"]), "limit": str(_MOST_FOUND)})["items"])


def _name(space: DataSpace, party: str) -> str:
    try:
        return str(space.read("registry", f"/v1/parties/{quote(party, safe='')}", token=False).get("name") or "")
    except ProblemAnswer:
        return ""


def _distinct(values: Iterable[str | None]) -> list[str]:
    return list(dict.fromkeys(value for value in values if value))[:_MOST_FOUND]


def _notices_table(traced: FoundBack, words: Words) -> Table:
    return Table(
        [
            Column(words(nl="kennisgeving", en="notice")),
            Column(words(nl="versie", en="version")),
            Column(words(nl="geldt", en="in force")),
            Column(words(nl="fase", en="stage")),
            Column(words(nl="verzonden", en="dispatched")),
            Column(words(nl="ingezonden door", en="sent by"), prose=True),
            Column(words(nl="als", en="as"), prose=True),
        ],
        [
            [
                each["noticeId"],
                each["version"],
                words(nl="ja", en="yes") if each["inForce"] else words(nl="nee, vervangen", en="no, replaced"),
                each["stage"],
                (each["dispatchedAt"] or "")[:10],
                _named(traced, each["sender"]),
                words(nl=_STANDINGS[each["standing"]], en=each["standing"]),
            ]
            for each in traced.answers["notices"]
        ],
        title=words(nl="Kennisgevingen", en="Notices"),
        leads=2,
    )


def _procedures_table(traced: FoundBack, words: Words) -> Table:
    return Table(
        [
            Column(words(nl="aanbesteding", en="procedure")),
            Column(words(nl="titel", en="title"), prose=True),
            Column(words(nl="stand", en="state")),
            Column(words(nl="van", en="of"), prose=True),
            Column(words(nl="bevinding", en="finding"), prose=True),
        ],
        [
            [
                each["id"],
                each["title"] or "",
                each["state"],
                _named(traced, each["leadBody"]),
                " ".join(f"{finding['code']}: {finding['message'][words.language]}" for finding in each["findings"]),
            ]
            for each in traced.answers["procedures"]
        ],
        title=words(nl="Aanbestedingen", en="Procedures"),
    )


def _records_table(records: Iterable[Mapping[str, Any]], words: Words) -> Table:
    return Table(
        [
            Column(words(nl="aanlevering", en="submission")),
            Column(words(nl="record", en="record"), number=True),
            Column(words(nl="ontvangen", en="received")),
            Column(words(nl="uw kenmerk", en="your key")),
            Column(words(nl="kennisgeving", en="notice")),
            Column(words(nl="uitkomst", en="outcome")),
        ],
        [
            [
                each["submission"],
                str(each["ordinal"]),
                each["receivedAt"][:16].replace("T", " "),
                each["idempotencyKey"] or "",
                each["senderKey"] or "",
                words(nl=_OUTCOMES[each["state"]], en=each["state"]),
            ]
            for each in records
        ],
        title=words(nl="Door u ingezonden", en="Sent by you"),
        leads=2,
    )


def _bytes_table(traced: FoundBack, words: Words, ingest_url: str) -> Table:
    return Table(
        [
            Column(words(nl="aanlevering", en="submission")),
            Column(words(nl="sha256 zoals ontvangen", en="sha256 as received")),
            Column(words(nl="sha256 van de bewaarde kopie", en="sha256 of the kept copy")),
            Column(words(nl="de bewaarde kopie", en="the kept copy")),
        ],
        [
            [
                each["id"],
                each["receivedSha256"],
                each["keptSha256"] or "",
                f"{ingest_url}/v1/submissions/{each['id']}/payload",
            ]
            for each in traced.answers["submissions"]
        ],
        title=words(nl="Naar de bytes", en="To the bytes"),
        note='curl -H "Authorization: Bearer $(ppds token ingest)" ' + words(nl="ADRES", en="ADDRESS"),
    )


def _named(traced: FoundBack, party: str | None) -> str:
    return " ".join(part for part in (traced.names.get(party or "", ""), party or "") if part)
