"""Packs as a table for people."""

from collections.abc import Iterable
from typing import Final

from client.published import Pack
from client.tables import Column, Table
from client.words import Words

_KINDS: Final = {"status": "stand van zaken", "icbr": "ICBR", "evaluation": "evaluatie"}
_STATES: Final = {"draft": "concept", "published": "vastgesteld", "withdrawn": "ingetrokken"}


def packs_table(packs: Iterable[Pack], words: Words) -> Table:
    """What each is, how far it is, and what it is checked by."""
    return Table(
        [
            Column(words(nl="pakket", en="pack")),
            Column(words(nl="soort", en="kind"), prose=True),
            Column(words(nl="organisatie", en="body")),
            Column(words(nl="stand", en="state"), prose=True),
            Column(words(nl="positie", en="position"), number=True),
            Column(words(nl="controlesom", en="checksum")),
            Column(words(nl="reden", en="reason"), prose=True),
        ],
        [
            [
                each.name,
                words(nl=_KINDS[each.kind], en=each.kind),
                each.organisation or "",
                words(nl=_STATES[each.state], en=each.state),
                str(each.position),
                each.checksum[:12],
                each.reason,
            ]
            for each in packs
        ],
    )
