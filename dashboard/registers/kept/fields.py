"""Fields and acts that many registers have."""

from typing import Final

from dashboard.page.language import sentence
from dashboard.registers.codes import CODES
from dashboard.registers.register import Act, Field

WHY: Final = Field("reason", sentence("Reden"), "long", explained=sentence("Staat voorgoed in het controlespoor."))
FROM: Final = Field("validFrom", sentence("Geldig vanaf"), "day", required=False)
UNTIL: Final = Field("validUntil", sentence("Geldig tot (niet meer op deze dag)"), "day", required=False)
BODY_HELP: Final = sentence("Naam, nummer (OIN, KvK) of sleutel.")
BODIES_HELP: Final = sentence("Naam, nummer of sleutel, een organisatie per regel.")
PARTY: Final = Field("party", sentence("Organisatie"), "party", explained=BODY_HELP)


def state_of(*states: str) -> Field:
    """The filter of a register by the state of its records."""
    words = {each: CODES[each] for each in states}
    return Field("state", sentence("Stand"), "choice", required=False, choices=words)


_DRAFT: Final = ("draft",)


def adopted(
    record: str,
    *fields: Field,
    scopes: tuple[str, ...],
    explained: str,
    words: str = sentence("Vaststellen"),
    step: str = "adoption",
) -> Act:
    """The act by which another person than who proposed decides on a draft."""
    return Act(
        key="vaststellen",
        words=words,
        explained=explained,
        method="POST",
        path=f"{record}/{step}",
        scopes=scopes,
        versioned=True,
        second=True,
        when=_DRAFT,
        fields=(*fields, WHY),
    )


def taken_back(
    record: str,
    *,
    scopes: tuple[str, ...],
    words: str = sentence("Terugnemen"),
    explained: str = sentence("Het voorstel gaat niet door."),
) -> Act:
    """The act by which a draft goes no further."""
    return Act(
        key="terugnemen",
        words=words,
        explained=explained,
        method="POST",
        path=f"{record}/withdrawal",
        scopes=scopes,
        versioned=True,
        when=_DRAFT,
        fields=(WHY,),
    )
