"""Publications and their files as tables for people."""

from collections.abc import Mapping, Sequence
from typing import Any

from client.tables import Column, Table
from client.words import Words


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
