"""docs/reference/rules.md and problems.md: every rule and every type of problem, each with its anchor."""

from collections.abc import Iterable, Mapping

from shared.http.problems.types import PROBLEM_TYPES
from shared.procurement.finding import Rule, rules_of
from tools.reference.markdown import code, page, table

_SECTIONS = (
    ("ING", "Submissions (ING)", "About a record as a piece of what was sent, whatever its format."),
    ("EF", "eForms (EF)", "About one notice in XML, or a zip or tar of many."),
    ("TX", "TED before eForms (TX)", "About one notice of TED in XML of R2.0.7 to R2.0.9."),
    ("TN", "TenderNed (TN)", "About one publication of TenderNed in JSON."),
    ("OC", "OCDS (OC)", "About one release, or the package or lines it came in."),
    ("CMP", "Procedures (CMP)", "About all notices of a procedure together (`GET /v1/procedures/{id}`)."),
    (
        "list",
        "Lists of organisations",
        "About a line of what `ppds parties import` reads.",
    ),
    ("card", "Definition cards", "About a card and the expressions of its measure."),
    ("", "Requests", "About a request, or a line of a list that was sent; the faults of a problem carry these."),
)


def rules_page() -> str:
    """Every rule, by what it is about."""
    rules = rules_of("services", "shared")
    return page(
        "Rules",
        "A finding names its rule by its code and by the address where the service explains it (`help`: "
        "`GET /v1/rules/{code}`). *error*: what it is about is refused, the others go on. *warning*: kept, but "
        "something in it does not count. *info*: worth knowing. Words in braces are filled in per finding.",
        *(_section(prefix, title, about, rules) for prefix, title, about in _SECTIONS),
    )


def problems_page() -> str:
    """Every type of problem."""
    rows = [(_anchored(kind.name), str(kind.status), *kind.title, *kind.remedy) for kind in PROBLEM_TYPES]
    headings = ("type", "status", "titel", "title", "wat te doen", "what to do")
    return page(
        "Problems",
        "Whatever goes wrong is answered as `application/problem+json` (RFC 9457). Its `type` is the address where the "
        "service explains it: `GET /v1/problems/{name}`. Its `errors` are findings by [rules](rules.md).",
        table(headings, rows),
    )


def _section(prefix: str, title: str, about: str, rules: Mapping[str, Rule]) -> list[str]:
    prefixes = tuple(f"{known}-" for known, _, _ in _SECTIONS if known)
    belonging = [
        rule
        for key, rule in rules.items()
        if (key.startswith(f"{prefix}-") if prefix else not key.startswith(prefixes))
    ]
    return [f"## {title}", "", about, "", *_table(belonging)]


def _table(rules: Iterable[Rule]) -> list[str]:
    headings = ("rule", "severity", "Nederlands", "wat te doen", "English", "what to do")
    rows = (
        (
            _anchored(rule.code),
            rule.severity,
            rule.nl,
            rule.remedy.nl if rule.remedy else "",
            rule.en,
            rule.remedy.en if rule.remedy else "",
        )
        for rule in rules
    )
    return table(headings, rows)


def _anchored(name: str) -> str:
    return f'<a id="{name}"></a>{code(name)}'
