"""Goals, their progress and their allocation as tables for people."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from client.tables import Column, Table
from client.words import Words

_KINDS: Final = {"main": "hoofddoel", "effect": "effectdoel", "effort": "inspanningsdoel"}
_LACKS: Final = {
    "value": "streefwaarde",
    "unit": "eenheid",
    "baseline-value": "nulmeting",
    "baseline-year": "jaar nulmeting",
    "target-year": "doeljaar",
    "owner": "eigenaar",
    "method": "meetwijze",
}
_STATUS: Final = {"reached": "gehaald", "on-track": "op koers", "behind": "loopt achter"}
_EXPECTED: Final = {"reached": "wordt gehaald", "not-reached": "wordt niet gehaald", "uncertain": "onzeker"}
_WHY: Final = {
    "ended": "beëindigd",
    "no-indicator": "geen indicator",
    "stated-per-method": "alleen per methode",
    "no-target": "geen streefwaarde",
    "no-allocation": "niets toegedeeld",
    "no-baseline": "geen nulmeting",
    "before-baseline": "voor de nulmeting",
    "no-path": "geen pad",
    "too-few-years": "minder dan drie jaren",
    "no-rows": "geen gegevens",
    "nothing-certain": "niets zeker",
    "coverage-too-low": "dekking te laag",
    "zero-denominator": "niets om door te delen",
    "not-computable": "niet uit te rekenen",
    "not-published": "niet gepubliceerd",
    "range-only": "alleen een marge",
}
_STATES: Final = {"draft": "voorstel", "adopted": "vastgesteld", "rejected": "afgewezen", "withdrawn": "ingetrokken"}
_ANSWERS: Final = {"accepted": "akkoord", "countered": "tegenvoorstel"}
_WHOLE: Final = 1000


def goals_table(items: Sequence[Mapping[str, Any]], words: Words) -> Table:
    """The goals, one a line, with what each lacks."""
    return Table(
        [
            Column("code"),
            Column(words(nl="soort", en="kind")),
            Column(words(nl="doel", en="goal"), prose=True),
            Column(words(nl="streven", en="target"), prose=True),
            Column(words(nl="ontbreekt", en="lacks"), prose=True),
        ],
        [
            [
                item["code"],
                _said(item["kind"], _KINDS, words),
                item["text"][words.language],
                _target(item),
                ", ".join(_said(each["element"], _LACKS, words) for each in item["lacks"]),
            ]
            for item in items
        ],
        note=words(
            nl="Of een doel haalbaar is, zegt geen gegeven; dat deel van SMART staat er niet bij.",
            en="Whether a goal is achievable no record says; that part of SMART is left out.",
        ),
    )


def goal_table(goal: Mapping[str, Any], words: Words) -> Table:
    """One goal, a property a line."""
    owner, path = goal.get("owner") or {}, goal.get("path") or {}
    stated = [
        (words(nl="soort", en="kind"), _said(goal["kind"], _KINDS, words)),
        (words(nl="thema", en="theme"), goal["theme"]),
        (words(nl="doel", en="goal"), goal["text"][words.language]),
        (words(nl="streven", en="target"), _target(goal)),
        (words(nl="eenheid", en="unit"), goal.get("unit") or ""),
        (words(nl="eigenaar", en="owner"), owner.get("name", "")),
        (words(nl="indicatoren", en="indicators"), ", ".join(goal["indicators"])),
        (words(nl="pad", en="path"), path.get("kind", "")),
        (words(nl="draagt bij aan", en="contributes to"), ", ".join(goal["contributesTo"])),
        (words(nl="gold tot en met", en="held until"), str(goal.get("endedAfter") or "")),
        (words(nl="vervangen door", en="superseded by"), ", ".join(goal.get("supersededBy") or ())),
        *((words(nl="nulmeting", en="baseline"), _baseline(each, words)) for each in goal["baselines"]),
        *((words(nl="ontbreekt", en="lacks"), each["message"][words.language]) for each in goal["lacks"]),
        (words(nl="opmerking", en="remark"), goal.get("remarks") or ""),
        (words(nl="bron", en="source"), goal["source"]),
    ]
    return Table(
        [Column(words(nl="wat", en="what")), Column(words(nl="inhoud", en="content"), prose=True)],
        [[name, value] for name, value in stated if value],
        title=f"{goal['code']} ({words(nl='versie', en='version')} {goal['version']})",
    )


def progress_table(answer: Mapping[str, Any], variant: Mapping[str, Any] | None, words: Words) -> Table:
    """A year a line, by group; what is expected stands in the last line of each group."""
    title = f"{answer['goal']}: {answer['text'][words.language]}"
    if variant is None or variant["reason"] is not None:
        reason = answer["reason"] if variant is None else variant["reason"]
        code = "" if variant is None else variant["indicator"]
        columns = [Column(words(nl="indicator", en="indicator")), Column(words(nl="reden", en="reason"), prose=True)]
        return Table(columns, [[code, _said(reason, _WHY, words)]], title=title)
    headings = (words(nl="waarde", en="value"), words(nl="onder", en="lower"), words(nl="boven", en="upper"))
    return Table(
        [
            Column(words(nl="groep", en="group"), prose=True),
            Column(words(nl="jaar", en="year")),
            *(Column(heading, number=True) for heading in headings),
            Column(words(nl="pad", en="path"), number=True),
            Column(words(nl="stand", en="status"), prose=True),
        ],
        [line for group in variant["groups"] for line in _group(group, words)],
        title=f"{title}\n{variant['indicator']}: {variant['names'][words.language]} ({variant['unit']})",
        note=answer["forecastMethod"][words.language],
        leads=2,
    )


def allocation_table(allocation: Mapping[str, Any] | None, words: Words) -> Table:
    """A share a line, with the sums below."""
    columns = [
        Column(words(nl="organisatie", en="organisation"), prose=True),
        Column(words(nl="segment", en="segment")),
        Column(words(nl="voorstel", en="proposed"), number=True),
        Column(words(nl="antwoord", en="answer")),
        Column(words(nl="tegenvoorstel", en="counter"), number=True),
        Column(words(nl="besluit", en="decided"), number=True),
    ]
    if allocation is None:
        return Table(columns, [])
    sums = allocation["decided"] or allocation["countered"]
    number = f"{words(nl='Verdeling', en='Allocation')} {allocation['id']}"
    rest = words(nl="over", en="left") if sums["gap"] else words(nl="te veel", en="too much")
    return Table(
        columns,
        [
            [
                _last(share["organisation"]),
                share["segment"] or "",
                _number(share["amount"], words),
                _said(share["answer"], _ANSWERS, words),
                _number(share["counter"], words),
                _number(share["decided"], words),
            ]
            for share in allocation["shares"]
        ],
        title=f"{number}: {_said(allocation['state'], _STATES, words)}, {allocation['unit'] or ''}",
        note=f"{_number(sums['amount'], words)} / {_number(sums['total'], words)}"
        f" ({rest}: {_number(sums['gap'] or sums['surplus'], words)})",
        leads=2,
    )


def suggestions_table(answer: Mapping[str, Any], words: Words) -> Table:
    """A body a line, with its share by each key and its bounds."""
    keys = {"spend": "uitgaven", "footprint": "voetafdruk", "influence": "invloed"}
    return Table(
        [
            Column(words(nl="organisatie", en="organisation"), prose=True),
            *(Column(words(nl=dutch, en=key), number=True) for key, dutch in keys.items()),
        ],
        [[_last(row["organisation"]), *(_part(row[key], words) for key in keys)] for row in answer["rows"]],
        title=f"{answer['goal']}: {_number(answer['total'], words)} {answer['unit'] or ''} ({answer['year']})",
        note="\n".join(f"{each['key']}: {each['basis'][words.language]}" for each in answer["keys"]),
    )


def _group(group: Mapping[str, Any], words: Words) -> list[list[str]]:
    name = _last(group.get("organisation") or group.get("tier")) or words(nl="alle", en="all")
    lines = [
        [
            name,
            str(year["year"]),
            *(_number(year[each], words) for each in ("value", "lower", "upper", "path")),
            _said(year["status"], _STATUS, words) or _said(year["reason"], _WHY, words),
        ]
        for year in group["years"]
    ]
    forecast = group["forecast"]
    if forecast is not None:
        expected = _said(forecast["expected"], _EXPECTED, words)
        numbers = [_number(forecast[each], words) for each in ("value", "lower", "upper")]
        when = words(nl=f"{forecast['year']} verwacht", en=f"{forecast['year']} expected")
        lines.append([name, when, *numbers, _number(group["target"], words), expected])
    return lines


def _part(share: Mapping[str, Any], words: Words) -> str:
    if share["share"] is None:
        return _said(share["reason"], _WHY, words)
    ends = "-".join(words.number(100 * share[each], 1) for each in ("shareLower", "shareUpper"))
    return f"{words.number(100 * share['share'], 1)}% ({ends})"


def _target(goal: Mapping[str, Any]) -> str:
    target = goal["target"]
    return " ".join(str(each) for each in (target.get("text") or target.get("value"), target.get("year")) if each)


def _baseline(baseline: Mapping[str, Any], words: Words) -> str:
    parts = (_last(baseline.get("organisation")), str(baseline["year"]), _number(baseline.get("value"), words))
    return " ".join(each for each in (*parts, baseline.get("method") or "") if each)


def _said(code: str | None, dutch: Mapping[str, str], words: Words) -> str:
    return "" if code is None else words(nl=dutch.get(code, code), en=code.replace("-", " "))


def _last(key: str | None) -> str:
    return "" if key is None else key.rpartition("/")[2]


def _number(number: float | None, words: Words) -> str:
    if number is None:
        return ""
    return words.number(number, 0 if number == int(number) else 1 if abs(number) >= _WHOLE else 4)
