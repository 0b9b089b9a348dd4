"""Who owes a plan, plans in full, what stands out in them, and tasks, as tables for people."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from client.tables import Column, Table
from client.words import Words

_STATES: Final = {
    "published": "openbaar",
    "missing": "ontbreekt",
    "not-yet-due": "nog niet aan de beurt",
    "overdue": "te laat",
    "open": "open",
    "escalated": "opgeschaald",
    "done": "gedaan",
}
_KINDS: Final = {
    "goal-without-action": "doel zonder actie",
    "action-without-goal": "actie zonder doel",
    "goal-incomplete": "doel onvolledig",
    "theme-left-out": "thema weggelaten",
    "theme-unexplained": "thema zonder uitleg",
    "need": "behoefte",
    "exception": "uitzondering",
}


def due_table(items: Sequence[Mapping[str, Any]], words: Words) -> Table:
    """Of each bound body whether its plan is there, and its report."""
    return Table(
        [
            Column(words(nl="organisatie", en="body"), prose=True),
            Column(words(nl="stand", en="state"), prose=True),
            Column(words(nl="plan uiterlijk", en="plan due")),
            Column(words(nl="verslag uiterlijk", en="report due")),
            Column("plan", prose=True),
            Column(words(nl="adres", en="address")),
        ],
        [
            [
                each["name"],
                ", ".join(_state(state, words) for state in each["states"]),
                each["planDueOn"],
                each["reportDueOn"] or "",
                each["plan"]["title"] if each["plan"] else "",
                (each["plan"] or {}).get("address") or "",
            ]
            for each in items
        ],
        note=words(
            nl="Te laat: het jaarverslag. Wie nog geen jaar geleden tekende, is nog niet aan de beurt.",
            en="Overdue: the yearly report. Who signed less than a year ago is not yet due.",
        ),
    )


def plans_table(items: Sequence[Mapping[str, Any]], words: Words) -> Table:
    """Plans in a list."""
    return Table(
        [
            Column("plan", prose=True),
            Column(words(nl="soort", en="type")),
            Column(words(nl="van", en="from")),
            Column(words(nl="tot en met", en="until")),
            Column(words(nl="organisaties", en="bodies"), number=True),
            Column(words(nl="eenheid", en="unit")),
        ],
        [
            [
                each["title"],
                each["category"] or each["type"],
                each["startsOn"],
                each["endsOn"],
                words.number(len(each["bodies"])),
                each["unit"],
            ]
            for each in items
        ],
    )


def plan_tables(plan: Mapping[str, Any], words: Words) -> Iterator[Table]:
    """A plan: its goals with what they lack, its actions, and what was advised."""
    title = f"{plan['title']} ({plan['startsOn']} - {plan['endsOn']})"
    lacking = [*plan["goalsWithoutAction"], *plan["actionsWithoutGoal"]]
    unlinked = words(nl="Zonder koppeling: ", en="Not linked: ") + ", ".join(lacking) if lacking else ""
    yield Table(
        [Column(words(nl="doel", en="goal")), Column(words(nl="wat", en="what"), prose=True),
         Column(words(nl="thema", en="theme")), Column(words(nl="mist", en="lacks"), prose=True)],
        [[each["key"], each["title"], each["theme"] or "", ", ".join(each["lacks"])] for each in plan["goals"]],
        title=title,
        note=unlinked,
    )  # fmt: skip
    yield Table(
        [Column(words(nl="actie", en="action")), Column(words(nl="wat", en="what"), prose=True),
         Column(words(nl="eigenaar", en="owner"), prose=True), Column(words(nl="uiterlijk", en="due")),
         Column(words(nl="gedaan", en="done"))],
        [[each["key"], each["title"], each["owner"] or "", each["dueOn"] or "", each["doneOn"] or ""]
         for each in plan["actions"]],
    )  # fmt: skip
    yield Table(
        [Column(words(nl="advies", en="advice"), prose=True), Column(words(nl="uiterlijk", en="due")),
         Column(words(nl="opvolging", en="follow-up"), prose=True)],
        [[each["text"], each["dueOn"] or "", each["followUp"] or each["followedOn"] or ""]
         for assessment in plan["assessments"] for each in assessment["advice"]],
    )  # fmt: skip


def items_table(items: Sequence[Mapping[str, Any]], words: Words) -> Table:
    """What stands out in plans."""
    return Table(
        [
            Column(words(nl="organisatie", en="body"), prose=True),
            Column("plan"),
            Column(words(nl="wat", en="what"), prose=True),
            Column(words(nl="sleutel", en="key")),
            Column(words(nl="thema", en="theme")),
            Column(words(nl="tekst", en="text"), prose=True),
            Column(words(nl="codes", en="codes"), prose=True),
            Column(words(nl="tot en met", en="until")),
        ],
        [
            [
                each["name"] or each["party"],
                each["plan"],
                words(nl=_KINDS.get(each["kind"], each["kind"]), en=each["kind"].replace("-", " ")),
                each["key"] or "",
                each["theme"] or "",
                each["text"] or "",
                ", ".join(each["codes"]),
                each["until"] or "",
            ]
            for each in items
        ],
    )


def tasks_table(items: Sequence[Mapping[str, Any]], words: Words) -> Table:
    """Tasks, and whose each is by now."""
    return Table(
        [
            Column(words(nl="uiterlijk", en="due")),
            Column(words(nl="taak", en="task"), prose=True),
            Column(words(nl="organisatie", en="body"), prose=True),
            Column(words(nl="stand", en="state")),
            Column(words(nl="bij", en="with"), prose=True),
        ],
        [[each["dueOn"], each["title"], each["name"], _state(each["state"], words), each["level"]] for each in items],
        leads=2,
    )


def _state(code: str, words: Words) -> str:
    return words(nl=_STATES.get(code, code), en=code.replace("-", " "))
