"""Tasks as an iCalendar feed (RFC 5545): a to-do for each, which calendars and task lists read."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Final

from services.kpi.tasks.rules.tasks import Task

MEDIA_TYPE: Final = "text/calendar"
_LONGEST: Final = 75
"""Octets of a line, its end left out (section 3.1)."""


def calendar(tasks: Iterable[Task], *, at: datetime) -> str:
    """The feed as it stands at a moment in UTC."""
    return "".join(f"{part}\r\n" for line in _lines(tasks, at) for part in _folded(line))


def _lines(tasks: Iterable[Task], at: datetime) -> Iterator[str]:
    yield from ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//PPDS//kpi//NL", "X-WR-CALNAME:MVOI-taken")
    stamp = at.strftime("%Y%m%dT%H%M%SZ")
    for task in tasks:
        step = task.next_step(at.date())
        says = [f"Rol: {task.level(at.date())}", *([] if step is None else [f"Daarna: {step.to} ({step.from_on})"])]
        yield "BEGIN:VTODO"
        yield f"UID:{task.unit}@ppds"
        yield f"DTSTAMP:{stamp}"
        yield f"SUMMARY:{_text(f'{task.title} ({task.name})')}"
        yield f"DESCRIPTION:{_text(chr(10).join(says))}"
        yield f"DUE;VALUE=DATE:{task.due_on:%Y%m%d}"
        yield f"CATEGORIES:{_text(task.name)}"
        if task.done_on is None:
            yield "STATUS:NEEDS-ACTION"
        else:
            yield "STATUS:COMPLETED"
            yield f"COMPLETED:{task.done_on:%Y%m%d}T000000Z"
        yield "END:VTODO"
    yield "END:VCALENDAR"


def _text(value: str) -> str:
    """A text as section 3.3.11 writes it."""
    for character in "\\;,":
        value = value.replace(character, f"\\{character}")
    return value.replace("\r\n", "\\n").replace("\n", "\\n").replace("\r", "\\n")


def _folded(line: str) -> Iterator[str]:
    """A line in parts of at most 75 octets, none broken within a character; each next part begins with a blank."""
    part, size = "", 0
    for character in line:
        octets = len(character.encode())
        if size + octets > _LONGEST:
            yield part
            part, size = " ", 1
        part, size = part + character, size + octets
    yield part
