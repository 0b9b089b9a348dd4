"""What can be wrong with a request to more than one subject of the registry."""

from typing import Final

from shared.procurement.finding import Rule, Severity, Text

_ERROR: Final = Severity.ERROR

UNKNOWN_PARTY: Final = Rule(
    "unknown-party",
    _ERROR,
    "Deze partij staat niet in het register.",
    "This party is not in the register.",
    Text("Zoek haar sleutel op met GET /v1/parties.", "Look up its key with GET /v1/parties."),
)
ENDED_PARTY: Final = Rule(
    "ended-party",
    _ERROR,
    "Deze partij bestaat niet meer{since}.",
    "This party exists no longer{since}.",
    Text("Noem de partij die haar opvolgt.", "Name the party that succeeded it."),
)
NO_DAY_NAMED: Final = Text("", "")
NOT_BEGUN: Final = Rule(
    "not-begun",
    _ERROR,
    "Deze partij begint op {day}.",
    "This party begins on {day}.",
    Text("Noem een latere dag.", "State a later day."),
)
BUYS_NOTHING: Final = Rule(
    "buys-nothing",
    _ERROR,
    "Een dienstverlener koopt niets in en kan dit niet zijn.",
    "A service provider buys nothing and cannot be this.",
    Text("Noem de organisatie die inkoopt.", "Name the body that buys."),
)
DEMO_WITH_DEMO: Final = Rule(
    "demo-with-demo",
    _ERROR,
    "Demo-organisaties en echte organisaties blijven gescheiden.",
    "Bodies of the demonstration and real ones stay apart.",
    Text("Laat een van beide weg.", "Leave out one of them."),
)
NAMED_TWICE: Final = Rule(
    "named-twice",
    _ERROR,
    "Dit staat al eerder in de lijst.",
    "This was named before in the list.",
    Text("Noem het een keer.", "Name it once."),
)
BAD_IDENTIFIER: Final = Rule(
    "bad-identifier",
    _ERROR,
    "{reason}",
    "{reason}",
    Text("Herstel dit nummer of adres.", "Correct this identifier."),
)
TEST_BODY: Final = Rule(
    "test-body",
    _ERROR,
    "Een OIN dat begint met 00000099 is voor testorganisaties, en die hebben geen ander.",
    "An OIN that starts with 00000099 is for test bodies, and those have no other.",
    Text("Gebruik het OIN van de organisatie zelf.", "Use the OIN of the body itself."),
)
EMPTY_PERIOD: Final = Rule(
    "empty-period",
    _ERROR,
    "Deze periode bevat geen dag.",
    "This period holds no day.",
    Text(
        "Laat de eerste dag voor de eerste dag liggen waarop het niet meer geldt.",
        "The first day is to come before the first day on which it no longer holds.",
    ),
)
IN_THE_PAST: Final = Rule(
    "in-the-past",
    _ERROR,
    "Dit geldt vanaf vandaag ({today}) of later: wat gold verandert niet.",
    "This holds from today ({today}) or later: nothing old changes.",
    Text("Noem vandaag of een latere dag.", "State today or a later day."),
)
UNKNOWN_KIND: Final = Rule(
    "unknown-kind",
    _ERROR,
    "Deze soort bestaat niet.",
    "There is no such kind.",
    Text("Wel: {known}.", "Known: {known}."),
)
BAD_VERSION: Final = Rule(
    "bad-version",
    _ERROR,
    "Dit is geen naam van een versie.",
    "This is no name of a version.",
    Text(
        "Gebruik een tot veertig letters, cijfers, punten en streepjes, een letter of cijfer voorop; `demo` niet.",
        "Use one to forty letters, digits, points and hyphens, a letter or digit first; not `demo`.",
    ),
)
OVERLAP: Final = Rule(
    "overlap",
    _ERROR,
    "{what} geldt al op een deel van dezelfde dagen.",
    "{what} holds on some of the same days.",
    Text("Kies andere dagen, of beëindig eerst wat er staat.", "Choose other days, or end first what stands."),
)
OVER: Final = Rule(
    "over",
    _ERROR,
    "Dit is geëindigd op {day}.",
    "This ended on {day}.",
    Text("Noem een eerdere dag, of begin een nieuw.", "State an earlier day, or begin a new one."),
)
SAME_PERSON: Final = Rule(
    "same-person",
    _ERROR,
    "Wie iets voorstelt of aanvraagt, beslist er niet zelf over.",
    "Whoever proposes or applies for something does not decide on it.",
    Text("Laat een ander dit doen.", "Let another person do this."),
)
PERSONAL_DATA: Final = Rule(
    "personal-data",
    _ERROR,
    "Namen, adressen en nummers van mensen horen hier niet.",
    "No name, address or number of a person is kept here.",
    Text("Noem een functie, afdeling of stuk.", "Name a function, department or document."),
)
UNREADABLE_LIST: Final = Rule(
    "unreadable-list",
    _ERROR,
    "De lijst is niet te lezen: {reason}",
    "The list cannot be read: {reason}",
    Text("Herstel het bestand en stuur het opnieuw.", "Correct the file and send it again."),
)
