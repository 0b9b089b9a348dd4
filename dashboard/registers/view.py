"""What a page shows of a register: records as rows of words, and the acts that this person may take."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup, escape

from dashboard.asking.answers import Answer
from dashboard.page.page import Page
from dashboard.registers.codes import CODES
from dashboard.registers.register import Act, Column, Field, Register, member
from shared.shown_text import spelled

_MOST_IN_A_CELL: Final = 6
_NAMED: Final = ("name", "label", "body", "value", "key", "code", "step")


@dataclass(frozen=True, slots=True)
class Row:
    """One record: its id, what stands in each column, and the record itself."""

    id: str
    cells: Sequence[Markup]
    record: Answer


def row_of(page: Page, register: Register, record: Answer) -> Row:
    """A record in words."""
    return Row(str(record.get(register.id, "")), [cell(page, record, each) for each in register.columns], record)


def cell(page: Page, record: Answer, column: Column) -> Markup:
    """What stands in a column of a record."""
    stated = member(record, column.place)
    if stated is None or stated == []:
        return Markup("&ndash;")
    if column.shown == "day":
        return escape(page.numbers.day(str(stated)))
    if column.shown == "moment":
        return escape(page.numbers.moment(str(stated)))
    if column.shown == "count":
        return escape(page.numbers.decimal(str(stated)))
    if column.shown == "names" and isinstance(stated, Mapping):
        return _name(page.text(stated))
    if column.shown == "yes":
        return escape(page.say("ja") if stated else page.say("nee"))
    if column.shown == "code":
        return escape(page.say(CODES[str(stated)]) if str(stated) in CODES else str(stated))
    if column.shown in {"body", "bodies"}:
        keys = stated if isinstance(stated, list) else [stated]
        return Markup("<br>").join(_name(page.body(str(key))) for key in keys[:_MOST_IN_A_CELL])
    if isinstance(stated, list):
        return _list(page, stated)
    return _name(_named(page, stated))


def acts_for(page: Page, register: Register, record: Answer | None) -> list[Act]:
    """The acts that whoever is signed in may take: on this record, or those that make a new one."""
    acts: Iterable[Act] = register.start if record is None else register.acts
    state = None if record is None else record.get(register.state)
    return [act for act in acts if may(page, act.scopes) and (not act.when or record is None or state in act.when)]


def may(page: Page, scopes: Sequence[str]) -> bool:
    """Whether whoever is signed in has any of these rights."""
    return page.person is not None and not page.person.scopes.isdisjoint(scopes)


def initial(field: Field, record: Answer | None) -> str:
    """What stands in a field at first: as it is stated, or a member of the record (`{party.key}`)."""
    if field.initial.startswith("{") and field.initial.endswith("}"):
        stated = None if record is None else member(record, field.initial[1:-1])
        return "" if stated is None else str(stated)
    return field.initial


def addressed(path: str, record: Answer | None, form: Mapping[str, str]) -> str:
    """The path of a request, its braces filled from the record or from the form."""
    filled = path
    for name in _braces(path):
        stated = form.get(name) if record is None or record.get(name) is None else record[name]
        filled = filled.replace("{" + name + "}", _segment(str(stated or "")))
    return filled


def _braces(path: str) -> list[str]:
    return [part.partition("}")[0] for part in path.split("{")[1:]]


def _segment(stated: str) -> str:
    return "".join(each if each.isascii() and (each.isalnum() or each in "-._~") else _percent(each) for each in stated)


def _percent(character: str) -> str:
    return "".join(f"%{byte:02X}" for byte in character.encode())


def _list(page: Page, stated: Sequence[object]) -> Markup:
    shown = [_name(_named(page, each)) for each in stated[:_MOST_IN_A_CELL]]
    if len(stated) > _MOST_IN_A_CELL:
        more = page.say("en nog %(count)s") % {"count": len(stated) - _MOST_IN_A_CELL}
        shown.append(escape(more))
    return Markup("<br>").join(shown)


def _named(page: Page, stated: object) -> str:
    if isinstance(stated, Mapping):
        if "nl" in stated:
            return page.text(stated)
        return next((str(stated[name]) for name in _NAMED if stated.get(name)), "")
    return str(stated)


def _name(text: str) -> Markup:
    return Markup("<bdi>{}</bdi>").format(spelled(text))
