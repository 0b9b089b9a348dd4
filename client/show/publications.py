"""Publications and their files as tables for people, and how far drawing up is."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Final

from rich import progress
from rich.console import Console

from client.published import Publication
from client.tables import Column, Table
from client.words import Words

_STATES: Final = {
    "drawing-up": "wordt opgemaakt",
    "draft": "concept",
    "published": "gepubliceerd",
    "withdrawn": "ingetrokken",
    "failed": "mislukt",
}


@contextmanager
def drawing_up(console: Console, words: Words) -> Iterator[Callable[[Publication], None]]:
    """A bar that shows how many indicators are drawn up."""
    columns = (progress.TextColumn("{task.description}"), progress.BarColumn(bar_width=20))
    with progress.Progress(
        *columns, progress.MofNCompleteColumn(), progress.TimeElapsedColumn(), console=console
    ) as bars:
        bar = bars.add_task(words(nl="indicatoren opgemaakt", en="indicators drawn up"), total=None)
        yield lambda seen: bars.update(bar, completed=seen.progress.done, total=seen.progress.total)


def states_table(publications: Sequence[Publication], words: Words) -> Table:
    """How far each is, and what it is checked by."""
    return Table(
        [
            Column(words(nl="publicatie", en="publication")),
            Column(words(nl="stand", en="state"), prose=True),
            Column(words(nl="cijfers", en="figures"), number=True),
            Column(words(nl="controlesom", en="checksum")),
        ],
        [
            [
                each.name,
                words(nl=_STATES[each.state], en=each.state),
                "" if each.figures is None else str(each.figures),
                (each.checksum or "")[:12],
            ]
            for each in publications
        ],
    )


def publications_table(items: Sequence[Mapping[str, Any]], words: Words) -> Table:
    """What was published of which year, how far its data were, and what it is checked by."""
    return Table(
        [
            Column(words(nl="publicatie", en="publication")),
            Column(words(nl="gegevens van", en="data of")),
            Column(words(nl="positie", en="position"), number=True),
            Column(words(nl="cijfers", en="figures"), number=True),
            Column(words(nl="controlesom", en="checksum")),
        ],
        [
            [
                str(each["name"]),
                str(each["dataMoment"] or "")[:10],
                str(each["position"]),
                str(each["figures"]),
                str(each["checksum"])[:12],
            ]
            for each in items
        ],
    )


def files_table(files: Sequence[Mapping[str, Any]], words: Words) -> Table:
    """The files of a publication; where they were checked, whether each holds."""
    checked = any("holds" in each for each in files)
    held = {True: words(nl="klopt", en="holds"), False: words(nl="WIJKT AF", en="DIFFERS")}
    return Table(
        [
            Column(words(nl="bestand", en="file")),
            Column("bytes", number=True),
            Column("SHA-256"),
            *([Column(words(nl="uitkomst", en="outcome"))] if checked else []),
        ],
        [
            [
                str(each["name"]),
                str(each["bytes"]),
                str(each["sha256"])[:16],
                *([held[bool(each["holds"])]] if checked else []),
            ]
            for each in files
        ],
    )
