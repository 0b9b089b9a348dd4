"""What can be wrong with a question for figures."""

from collections.abc import Collection
from typing import Final

from shared.nearest import meant
from shared.procurement.finding import Finding, Rule, Severity, Text

TOO_MANY_INDICATORS: Final = Rule(
    "too-many-indicators",
    Severity.ERROR,
    "Een aanvraag noemt ten hoogste {most} indicatoren.",
    "A request names at most {most} indicators.",
    Text("Vraag ze in delen.", "Ask for them in parts."),
)
UNKNOWN_DIMENSION: Final = Rule(
    "unknown-dimension",
    Severity.ERROR,
    "{name} is geen dimensie.",
    "{name} is no dimension.",
    Text("{meant}Kies uit: {known}.", "{meant}Choose one of {known}."),
)
REPEATED_DIMENSION: Final = Rule(
    "repeated",
    Severity.ERROR,
    "Een dimensie staat er twee keer.",
    "A dimension is named twice.",
    Text("Noem elke dimensie een keer.", "Name each dimension once."),
)
UNKNOWN_CODE: Final = Rule(
    "unknown-code",
    Severity.ERROR,
    "{name} bestaat niet.",
    "{name} does not exist.",
    Text("{meant}Kies uit: {known}.", "{meant}Choose one of {known}."),
)
NOT_WITH_AS_OF: Final = Rule(
    "not-with-as-of",
    Severity.ERROR,
    "Grenzen zijn die het register vandaag kent: met asOf zijn ze niet vast te zetten.",
    "Boundaries are those the register knows today: they cannot be pinned with asOf.",
    Text("Laat een van beide weg.", "Leave out one of them."),
)
NOT_WITH_PUBLICATION: Final = Rule(
    "not-with-publication",
    Severity.ERROR,
    "Een publicatie heeft haar eigen reeks en stand: met series of asOf gaat zij niet samen.",
    "A publication has a series and a moment of its own: it does not go with series or asOf.",
    Text("Laat een van beide weg.", "Leave out one of them."),
)
OUTSIDE_PUBLICATION: Final = Rule(
    "outside-publication",
    Severity.ERROR,
    "Dit valt buiten {name}: dat gaat over een jaar, en over wat is vrijgegeven.",
    "This is outside {name}: that is about one year, and about what was released.",
    Text("Vraag een periode binnen dat jaar, zonder view=own.", "Ask a period within that year, without view=own."),
)
BAD_MONTH: Final = Rule(
    "bad-month", Severity.ERROR, "{reason}", "{reason}", Text("Schrijf een maand als 2026-04.", "Write 2026-04.")
)
PERIOD_TOO_LONG: Final = Rule(
    "period-too-long",
    Severity.ERROR,
    "Een periode is ten hoogste {most} maanden.",
    "A period holds at most {most} months.",
    Text("Vraag haar in delen.", "Ask for it in parts."),
)
BAD_MOMENT: Final = Rule(
    "bad-moment",
    Severity.ERROR,
    "Dit is geen positie en geen tijdstip.",
    "This is neither a position nor a moment.",
    Text(
        "Schrijf een geheel getal, of een tijdstip als 2026-04-01T00:00:00Z.",
        "Write a whole number, or a moment as 2026-04-01T00:00:00Z.",
    ),
)
FUTURE_POSITION: Final = Rule(
    "future-position",
    Severity.ERROR,
    "Positie {position} ligt in de toekomst.",
    "Position {position} lies in the future.",
    Text("De nieuwste is {newest}.", "The newest is {newest}."),
)
MERGED_BODY: Final = Rule(
    "merged-body",
    Severity.ERROR,
    "Op die dag was deze organisatie in een andere opgegaan.",
    "On that day this body had merged into another.",
    Text("Vraag bij view=own zonder boundaries.", "With view=own ask without boundaries."),
)
NO_SUCH_DIMENSION: Final = Rule(
    "no-such-dimension",
    Severity.ERROR,
    "{card} heeft geen dimensie {name}: elk geval ({unit}) telt een keer, ongeacht {name}.",
    "{card} has no dimension {name}: it counts a {unit} once, whatever its {name}.",
    Text("Laat deze dimensie weg.", "Leave this dimension out."),
)
DIMENSION_NEEDED: Final = Rule(
    "dimension-needed",
    Severity.ERROR,
    "{card} geldt per {name}.",
    "{card} is stated per {name}.",
    Text("Groepeer erop, of filter op precies een.", "Group by it, or filter on exactly one."),
)
NO_SUCH_GROUPING: Final = Rule(
    "no-such-grouping",
    Severity.ERROR,
    "Deze combinatie ({combination}) is niet te beantwoorden.",
    "This combination ({combination}) has no answer.",
    Text("Wel: {known}.", "These do: {known}."),
)

_LONGEST_SHOWN: Final = 60
_MOST_SHOWN: Final = 20
_ALL_OF_THEM: Final = Text("wat GET /v1/dimensions noemt", "what GET /v1/dimensions lists")


def not_one_of(rule: Rule, parameter: str, stated: str, known: Collection[str]) -> Finding:
    """The finding that a word is none of those that exist, with the one that was probably meant."""
    return rule.within(
        "query",
        parameter,
        name=repr(stated[:_LONGEST_SHOWN]),
        meant=meant(stated, known),
        known=", ".join(known) if len(known) <= _MOST_SHOWN else _ALL_OF_THEM,
    )
