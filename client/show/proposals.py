"""Findings in a card, proposals for definitions, a trial, and the change log of a definition, as tables for people."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from client.definitions import CardFinding, Proposal
from client.show.deliveries import severity_of
from client.tables import Cell, Column, Table
from client.words import Words

_STATES: Final = {"draft": "concept", "adopted": "vastgesteld", "withdrawn": "ingetrokken"}
_KINDS: Final = {"version": "versie", "retirement": "einde"}
_BESIDES: Final = frozenset({"current", "proposed", "difference", "period"})


def card_findings_table(findings: Sequence[CardFinding], words: Words) -> Table:
    """Every finding in a card, with its line and column."""
    return Table(
        [
            Column(words(nl="ernst", en="severity")),
            Column(words(nl="regel", en="rule")),
            Column(words(nl="plaats", en="place")),
            Column(words(nl="wat", en="what"), prose=True),
        ],
        [
            [severity_of(each.severity, words), each.code, _place(each, words), each.text(words.language)]
            for each in findings
        ],
        title=words(nl="Bevindingen", en="Findings"),
    )


def proposals_table(proposals: Iterable[Proposal], words: Words) -> Table:
    """Proposals, with what each would change."""
    return Table(
        [
            Column(words(nl="voorstel", en="proposal")),
            Column("indicator"),
            Column(words(nl="soort", en="kind")),
            Column(words(nl="versie", en="version")),
            Column(words(nl="stand", en="state")),
            Column(words(nl="vanaf", en="from")),
            Column(words(nl="waarom", en="why"), prose=True),
            Column(words(nl="wat verandert", en="what changes"), prose=True),
        ],
        [
            [
                str(each.id),
                each.code,
                words(nl=_KINDS.get(each.kind, each.kind), en=each.kind),
                each.version,
                words(nl=_STATES.get(each.state, each.state), en=each.state),
                each.valid_from or "",
                each.reason,
                ", ".join(change.property for change in each.changed),
            ]
            for each in proposals
        ],
    )


def trial_table(trial: Mapping[str, Any], words: Words) -> Table:
    """The proposed version beside the one in force: a line for each group."""
    rows: Sequence[Mapping[str, Any]] = trial["rows"]
    groups = list(dict.fromkeys(name for row in rows for name in row if name not in _BESIDES))
    proposed, current = trial["proposedVersion"], trial["currentVersion"] or words(nl="geen", en="none")
    breaks = words(nl="Een reeks toont hier een breuk. ", en="A series shows a break here. ") if trial["break"] else ""
    findings = " ".join(each["message"][words.language] for each in trial["findings"])
    return Table(
        [
            Column(words(nl="periode", en="period")),
            *(Column(name) for name in groups),
            Column(words(nl=f"nu ({current})", en=f"now ({current})"), number=True),
            Column(words(nl=f"voorstel ({proposed})", en=f"proposed ({proposed})"), number=True),
            Column(words(nl="verschil", en="difference"), number=True),
        ],
        [
            [
                _period(row.get("period")),
                *(_group(row.get(name)) for name in groups),
                _figure(row["current"], words),
                _figure(row["proposed"], words),
                "" if row["difference"] is None else words.number(row["difference"], 2),
            ]
            for row in rows
        ],
        title=trial["code"],
        note=f"{breaks}{findings}",
        leads=1 + len(groups),
    )


def versions_table(log: Mapping[str, Any], words: Words) -> Table:
    """The change log of a definition, newest version first; an end stands as a line of its own."""
    ends = [
        [words(nl="einde", en="end"), each["validFrom"], "", "", each["reason"], each["decision"]]
        for each in log["ends"]
    ]
    versions: list[list[Cell]] = [
        [
            each["version"],
            each["validFrom"],
            each["validUntil"] or "",
            ", ".join(change["property"] for change in each["changed"]),
            each["reason"] or words(nl="meegekomen met het programma", en="came with the program"),
            each["decision"] or "",
        ]
        for each in log["items"]
    ]
    return Table(
        [
            Column(words(nl="versie", en="version")),
            Column(words(nl="vanaf", en="from")),
            Column(words(nl="tot en met", en="until")),
            Column(words(nl="wat veranderde", en="what changed"), prose=True),
            Column(words(nl="waarom", en="why"), prose=True),
            Column(words(nl="besluit", en="decision"), prose=True),
        ],
        [*ends, *versions],
        title=log["code"],
    )


def _place(finding: CardFinding, words: Words) -> str:
    stated = finding.location or ""
    if finding.line is None:
        return stated
    place = words(
        nl=f"regel {finding.line}, teken {finding.column}", en=f"line {finding.line}, column {finding.column}"
    )
    return f"{stated} ({place})" if stated else place


def _period(period: Mapping[str, str] | None) -> str:
    if period is None:
        return ""
    return period["from"] if period["from"] == period["until"] else f"{period['from']} - {period['until']}"


def _group(value: Any) -> str:  # noqa: ANN401 - what a service says
    return value if isinstance(value, str) else ""


def _figure(figure: Mapping[str, Any] | None, words: Words) -> str:
    if figure is None or figure["value"] is None:
        return words(nl="onbekend", en="unknown")
    return words.number(figure["value"], 2)
