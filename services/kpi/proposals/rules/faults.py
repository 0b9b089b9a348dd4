"""What can be wrong with a proposal: in its card, with its version, and with the day it is to hold from."""

from typing import Final

from shared.procurement.finding import Rule, Severity, Text

_ERROR: Final = Severity.ERROR

PLACED: Final = Text("Regel {line}, kolom {column}: ", "Line {line}, column {column}: ")
"""Before what is wrong at a place of a card's text."""

NO_CARD: Final = Rule(
    "no-card",
    _ERROR,
    "Er is geen kaart gestuurd.",
    "No card was sent.",
    Text("Stuur de tekst van een kaart, als TOML of JSON.", "Send the text of a card, as TOML or JSON."),
)
NEVER_TRUE: Final = Rule(
    "card-never-true",
    _ERROR,
    "Geen enkele rij kan hieraan voldoen: wat de kolommen ook zeggen ({columns}), dit is nooit waar.",
    "No row can ever meet this: whatever its columns say ({columns}), it is never true.",
    Text("Verander de voorwaarde; `true` is elke rij.", "Change the condition; `true` is every row."),
)
NOT_A_CONCEPT: Final = Rule(
    "card-not-a-concept",
    _ERROR,
    "Wat wordt voorgesteld is een concept; wie het vaststelt maakt het vastgesteld.",
    "What is proposed is a concept; whoever adopts it makes it adopted.",
    Text("Schrijf concept, of laat status weg.", "Write concept, or leave status out."),
)
NOT_HIGHER: Final = Rule(
    "card-version",
    _ERROR,
    "Van {code} is versie {newest} er al; een volgende versie is hoger.",
    "{code} has version {newest} already; a next version is higher.",
    Text("Noem een hogere versie.", "State a higher version."),
)
SAME_PROPOSER: Final = Rule(
    "card-same-person",
    _ERROR,
    "Wie iets voorstelt, stelt het niet zelf vast.",
    "Whoever proposes something does not adopt it.",
    Text("Laat een ander dit doen.", "Let another person do this."),
)
FROZEN: Final = Rule(
    "card-period-frozen",
    _ERROR,
    "Cijfers tot en met {day} staan vast; een definitie die daarvoor begint zou ze veranderen.",
    "Figures up to and including {day} are final; a definition that begins before would change them.",
    Text("Noem een latere dag.", "State a later day."),
)
NOT_AFTER: Final = Rule(
    "card-not-after",
    _ERROR,
    "De nieuwste versie geldt vanaf {newest}; wat volgt begint later, zodat niets verandert.",
    "The newest version holds from {newest}; what follows begins later, so that nothing changes.",
    Text("Noem een latere dag.", "State a later day."),
)
TOO_FAR_AHEAD: Final = Rule(
    "card-too-far-ahead",
    _ERROR,
    "Een besluit gaat ten hoogste {years} jaar vooruit in.",
    "A decision takes effect at most {years} years ahead.",
    Text("Noem een eerdere dag.", "State an earlier day."),
)
BAD_TEXT: Final = Rule(
    "card-no-text",
    _ERROR,
    "De kaart is geen tekst in UTF-8 (byte {number}).",
    "The card is no UTF-8 text (byte {number}).",
    Text("Sla haar op als UTF-8.", "Save it as UTF-8."),
)
TOO_MANY_GROUPS: Final = Rule(
    "too-many-groups",
    _ERROR,
    "Deze proef geeft meer dan {most} rijen.",
    "This trial gives more than {most} rows.",
    Text("Groepeer op minder, of neem een kortere periode.", "Group by less, or take a shorter period."),
)
TRIAL_TOO_LONG: Final = Rule(
    "trial-too-long",
    _ERROR,
    "Een proef gaat over ten hoogste {most} maanden.",
    "A trial covers at most {most} months.",
    Text("Neem een kortere periode.", "Take a shorter period."),
)
NOTHING_IN: Final = Rule(
    "card-population-empty",
    Severity.WARNING,
    "Geen van de {rows} rijen in deze periode hoort tot de populatie of misschien.",
    "None of the {rows} rows in this period is in the population, or may be.",
    Text("Kijk of de populatie zegt wat u bedoelt.", "See whether the population says what you mean."),
)
NOT_COMPUTED: Final = Rule(
    "card-not-computable",
    Severity.WARNING,
    "Versie {version} is over deze periode niet uit te rekenen binnen {seconds} seconden.",
    "Version {version} cannot be computed over this period within {seconds} seconds.",
    Text("Neem een kortere periode of een eenvoudiger uitdrukking.", "Take a shorter period or a simpler expression."),
)
