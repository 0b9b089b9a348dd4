"""Definitions and dimensions as tables for people."""

from collections.abc import Mapping, Sequence
from typing import Any

from client.errors import ClientError
from client.http import DataSpace
from client.show.figures import Labels
from client.tables import Cell, Column, Table
from client.words import Words

_CERTAINTY = {"in": "telt mee", "out": "telt niet mee", "undetermined": "onzeker"}
_CERTAINTY_EN = {"in": "counts", "out": "does not count", "undetermined": "uncertain"}
_VERDICT = {"yes": "ja", "no": "nee", "known": "bekend", "unknown": "onbekend"}
_STATUS = {"concept": "concept", "adopted": "vastgesteld", "withdrawn": "ingetrokken"}


def labels(space: DataSpace, words: Words, *, bodies: bool) -> Labels:
    """Names of indicators, dimensions and their codes, and of bodies when they are asked for.

    Without a name a code still says what it is, so a service that does not answer stops nothing.
    """
    named: dict[str, dict[str, str]] = {"indicator": {}, "dimension": {}}
    try:
        for item in space.read("kpi", "/v1/indicators", token=False)["items"]:
            named["indicator"][item["code"]] = item["names"][words.language]
        for item in space.read("kpi", "/v1/dimensions", token=False)["items"]:
            named["dimension"][item["name"]] = item["names"][words.language]
            named[item["name"]] = {code["code"]: code["names"][words.language] for code in item["codes"]}
        for named_code in named.values():
            named_code.setdefault("unknown", words(nl="Onbekend", en="Unknown"))
        if bodies:
            pages = space.pages("registry", "/v1/parties", {"limit": "500"}, token=False)
            named["organisation"] |= {party["key"]: party["name"] for page in pages for party in page["items"]}
    except ClientError:
        pass
    return named


def indicators_table(items: Sequence[Mapping[str, Any]], words: Words) -> Table:
    """The indicators, one a line."""
    return Table(
        [
            Column("code"),
            Column(words(nl="naam", en="name"), prose=True),
            Column(words(nl="thema", en="theme")),
            Column(words(nl="versie", en="version"), prose=True),
            Column(words(nl="eenheid", en="unit"), prose=True),
        ],
        [
            [
                item["code"],
                item["names"][words.language],
                item["theme"],
                f"{item['version']} {words(nl=_STATUS.get(item['status'], item['status']), en=item['status'])}",
                item["unit"],
            ]
            for item in items
        ],
        note=words(
            nl="Wat een indicator telt, zegt: ppds card show CODE. Een concept is nog niet vastgesteld.",
            en="What an indicator counts, says: ppds card show CODE. A concept has not been adopted yet.",
        ),
    )


def card_table(card: Mapping[str, Any], words: Words) -> Table:
    """A definition card: one line for each thing it states."""
    language, measure = words.language, card["measure"]
    stated: dict[str, Cell] = {
        words(nl="versie", en="version"): f"{card['version']} ({', '.join(card['versions'])})",
        "status": words(nl=_STATUS.get(card["status"], card["status"]), en=card["status"]),
        words(nl="eigenaar", en="owner"): card["owner"],
        words(nl="geldt vanaf", en="valid from"): card["validFrom"] or "",
        words(nl="geldt tot", en="valid until"): card["validUntil"] or "",
        words(nl="wat", en="what"): card["definition"][language],
        words(nl="eenheid", en="unit"): card["unit"],
        words(nl="telt", en="counts"): measure["unitOfCount"],
        words(nl="populatie", en="population"): measure["population"],
        words(nl="raak", en="hit"): measure["hit"] or "",
        words(nl="waarde", en="value"): measure["value"] or "",
        words(nl="gewicht", en="weight"): measure["weight"] or "",
        words(nl="teller", en="numerator"): measure["numerator"] or "",
        words(nl="noemer", en="denominator"): measure["denominator"] or "",
        words(nl="geteld op", en="counted on"): ", ".join(measure["countedOn"]),
        words(nl="minimale dekking", en="minimum coverage"): f"{words.number(measure['minimumCoverage'] * 100)}%",
        words(nl="dimensies", en="dimensions"): ", ".join(card["dimensions"]),
        words(nl="kern", en="core"): words(nl="ja", en="yes") if card["core"] else words(nl="nee", en="no"),
        words(nl="methode", en="method"): (card["method"] or {}).get(language, ""),
        words(nl="vraag aan leverancier", en="asked of the supplier"): (card["askSupplier"] or {}).get(language, ""),
        words(nl="doelen", en="goals"): ", ".join(card["goals"]),
        words(nl="beleid", en="policy"): ", ".join(card["policies"]),
        words(nl="bronnen", en="sources"): tuple(card["sources"]),
        words(nl="let op", en="mind"): tuple(caveat[language] for caveat in card["caveats"]),
    }
    return Table(
        [Column(name) for name in stated],
        [list(stated.values())],
        blocks=True,
        title=f"{card['code']} {card['names'][language]}",
    )


def dimensions_table(items: Sequence[Mapping[str, Any]], words: Words, *, note: Mapping[str, str]) -> Table:
    """The dimensions, how many codes each has, and which groupings have an answer."""
    return Table(
        [
            Column(words(nl="dimensie", en="dimension")),
            Column(words(nl="naam", en="name")),
            Column(words(nl="codes", en="codes"), number=True),
            Column(words(nl="groepen tellen op", en="groups add up")),
        ],
        [
            [
                item["name"],
                item["names"][words.language],
                words.number(len(item["codes"])) if item["codes"] else "",
                words(nl="ja", en="yes") if item["partition"] else words(nl="nee", en="no"),
            ]
            for item in items
        ],
        note=words(nl=f"Te groeperen op: {note['nl']}.", en=f"Can be grouped by: {note['en']}."),
    )


def codes_table(items: Sequence[Mapping[str, Any]], words: Words) -> Table:
    """The codes of a dimension."""
    return Table(
        [Column("code"), Column(words(nl="naam", en="name"))],
        [[item["code"], item["names"][words.language]] for item in items],
    )


def evidence_table(answer: Mapping[str, Any], words: Words) -> Table:
    """The rows behind a figure, each with why it counts as it does."""
    rows = [
        [
            row["placedOn"],
            " ".join(str(value) for name, value in row["record"].items() if value and name != "fact"),
            _certainty(row["certainty"], words),
            words(nl=_VERDICT[row["verdict"]], en=row["verdict"]),
            row["why"][words.language],
        ]
        for row in answer["rows"]
    ]
    more = words(
        nl="Er zijn er meer: vraag meer met --most, of alles met --csv.", en="There are more: ask --most or --csv."
    )
    return Table(
        [
            Column(words(nl="dag", en="day")),
            Column(words(nl="geval", en="record"), prose=True),
            Column(words(nl="telt", en="counts"), prose=True),
            Column(words(nl="antwoord", en="answer")),
            Column(words(nl="waarom", en="why"), prose=True),
        ],
        rows,
        title=f"{answer['indicator']} {answer['definition']['version']}",
        note=more if answer["next"] else "",
        leads=2,
    )


def counts_for_table(answer: Mapping[str, Any], words: Words) -> Table:
    """What a record counts for, a line for each indicator and answer, with why for the first row of each."""
    rows = []
    for item in answer["items"]:
        for total in item["totals"]:
            alike = (row for row in item["rows"] if all(row[name] == total[name] for name in ("certainty", "verdict")))
            first = next(alike, None)
            rows.append(
                [
                    item["indicator"],
                    item["names"][words.language],
                    words.number(total["rows"]),
                    _certainty(total["certainty"], words),
                    words(nl=_VERDICT[total["verdict"]], en=total["verdict"]),
                    first["why"][words.language] if first else "",
                ]
            )
    return Table(
        [
            Column("code"),
            Column(words(nl="naam", en="name"), prose=True),
            Column(words(nl="aantal", en="rows"), number=True),
            Column(words(nl="telt", en="counts"), prose=True),
            Column(words(nl="antwoord", en="answer")),
            Column(words(nl="waarom", en="why"), prose=True),
        ],
        rows,
        leads=2,
    )


def explanation_table(answer: Mapping[str, Any], words: Words) -> Table:
    """All that a figure rests on: one line for each thing."""
    language = words.language
    formulas = tuple(f"{each['name']} = {each['filled']} = {_result(each['result'])}" for each in answer["formulas"])
    lists = tuple(
        f"{each['name']} {each['version'] or ''} {each['validFrom'] or ''}".strip() for each in answer["lists"]
    )
    stated: dict[str, Cell] = {
        words(nl="wat", en="what"): answer["means"][language],
        words(nl="kaart", en="card"): f"{answer['definition']['version']} ({answer['definition']['status']})",
        words(nl="periode", en="period"): f"{answer['period']['from']} - {answer['period']['until']}",
        words(nl="gegevens", en="data"): f"{answer['dataMoment'] or ''} ({answer['position']})",
        words(nl="programma", en="program"): answer["programVersion"],
        **{
            words(nl=_EXPRESSIONS.get(each["of"], each["of"]), en=each["of"]): each["words"][language]
            for each in answer["expressions"]
        },
        words(nl="berekening", en="computation"): formulas,
        words(nl="reden", en="reason"): answer["figure"]["reason"] or "",
        words(nl="grenzen", en="bounds"): answer["bounds"][language],
        words(nl="regels", en="rules"): tuple(f"{each['number']} {each['says'][language]}" for each in answer["rules"]),
        words(nl="lijsten", en="lists"): lists,
        words(nl="let op", en="mind"): tuple(caveat[language] for caveat in answer["caveats"]),
    }
    return Table(
        [Column(name) for name in stated],
        [list(stated.values())],
        blocks=True,
        title=f"{answer['indicator']} {answer['names'][language]}",
    )


_EXPRESSIONS = {
    "population": "populatie",
    "hit": "raak",
    "weight": "gewicht",
    "value": "waarde",
    "numerator": "teller",
    "denominator": "noemer",
    "baseline": "basis",
}


def _result(result: float | None) -> str:
    return "-" if result is None else str(result)


def _certainty(certainty: str, words: Words) -> str:
    return words(nl=_CERTAINTY[certainty], en=_CERTAINTY_EN[certainty])
