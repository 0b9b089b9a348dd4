"""What can be wrong with drawing up or deciding on a publication."""

from typing import Final

from shared.procurement.finding import Rule, Severity, Text

_ERROR: Final = Severity.ERROR

TOO_EARLY: Final = Rule(
    "publication-too-early",
    _ERROR,
    "De cijfers van {year} ({series}) worden niet voor {day} opgemaakt.",
    "The figures of {year} ({series}) are not drawn up before {day}.",
    Text("Doe dit op of na die dag, of neem een eerder jaar.", "Do it on or after that day, or take an earlier year."),
)
SAME_PERSON: Final = Rule(
    "publication-same-person",
    _ERROR,
    "Wie een publicatie opmaakt, stelt haar niet zelf vast.",
    "Whoever draws up a publication does not approve it.",
    Text("Laat een ander dit doen.", "Let another person do this."),
)
FAULT_OF_OURS: Final = Rule(
    "publication-fault",
    _ERROR,
    "Het opmaken van {name} is gestopt door een fout van de dataruimte zelf ({what}).",
    "Drawing up {name} stopped on an error of the data space itself ({what}).",
    Text("Meld dit aan de beheerder en maak opnieuw op.", "Report this to the administrator and draw up again."),
)
DATA_CHANGED: Final = Rule(
    "publication-data-changed",
    _ERROR,
    "Sinds {name} is opgemaakt (positie {position}) zijn er {changes} wijzigingen in {year}, tot positie {newest}.",
    "Since {name} was drawn up (position {position}) there were {changes} changes in {year}, up to position {newest}.",
    Text(
        "Trek dit concept in en maak een nieuw op; of stel vast met laterChanges=leave-out: ze tellen dan niet mee.",
        "Withdraw this draft and draw up another; or approve with laterChanges=leave-out: they then do not count.",
    ),
)
DEFINITIONS_CHANGED: Final = Rule(
    "publication-definitions-changed",
    _ERROR,
    "Sinds {name} is opgemaakt is voor {year} een andere definitie vastgesteld: {indicators}.",
    "Since {name} was drawn up another definition was adopted for {year}: {indicators}.",
    Text(
        "Trek dit concept in en maak een nieuw op; of stel vast met laterChanges=leave-out: zij telt dan nog niet.",
        "Withdraw this draft and draw up another; or approve with laterChanges=leave-out: it does not count yet.",
    ),
)
OBJECTED_SINCE: Final = Rule(
    "publication-objection",
    _ERROR,
    "Sinds {name} is opgemaakt maakten {bodies} organisaties bezwaar; hun eigen cijfers staan er nog in.",
    "Since {name} was drawn up {bodies} bodies objected; their own figures still stand in it.",
    Text("Trek dit concept in en maak een nieuw op.", "Withdraw this draft and draw up another."),
)
OTHER_YEAR: Final = Rule(
    "publication-other-year",
    _ERROR,
    "{name} gaat over een ander jaar dan {year}.",
    "{name} is about another year than {year}.",
    Text("Noem een publicatie van hetzelfde jaar.", "Name a publication of the same year."),
)
CANNOT_HIDE: Final = Rule(
    "publication-cannot-hide",
    _ERROR,
    "{indicator} {group} van {place} over {year} hoort afgeschermd te zijn, maar volgt uit wat al gepubliceerd is.",
    "{indicator} {group} of {place} over {year} must be hidden, but follows from what was published already.",
    Text(
        "Maak op na meer rapportages van andere leveranciers, of beëindig deze kaart voor dit jaar.",
        "Draw up after more reports of other suppliers, or retire this card for this year.",
    ),
)
SMALL_MOVE: Final = Rule(
    "publication-small-move",
    _ERROR,
    "Geen cijfer van het land of een bestuurslaag verschuift 0,5 procentpunt of 1 % sinds {against}.",
    "No figure of the country or a tier moves by 0.5 percentage point or 1 % since {against}.",
    Text(
        "Een vastgesteld cijfer verandert alleen dan, of bij een eigen fout: zeg dat met ownError (C9).",
        "A final figure changes only then, or for an error of one's own: say so with ownError (C9).",
    ),
)
