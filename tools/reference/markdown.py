"""Markdown as the generated pages write it."""

from collections.abc import Iterable, Sequence


def page(title: str, opening: str, *parts: Iterable[str]) -> str:
    """A page: its title, the line that says where it comes from, and its parts."""
    lines = [f"# {title}", "", f"Written by `make reference` from the code; do not edit. {opening}", ""]
    for part in parts:
        lines += [*part, ""]
    return "\n".join(lines)


def table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """A table; texts are escaped so that they stay in their cell."""
    return [
        _row(headings),
        _row(["---"] * len(headings)),
        *(_row([cell(text) for text in row]) for row in rows),
    ]


def cell(text: str) -> str:
    """A text as it may stand in a table: on one line, without a bar that would end the cell."""
    return " ".join(text.split()).replace("|", "\\|")


def code(text: str) -> str:
    """A text as code; nothing for an empty one."""
    return f"`{text}`" if text else ""


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
