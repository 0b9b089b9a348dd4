"""What can be wrong with a client."""

from typing import Final, Literal, TypeAlias, get_args

from shared.procurement.finding import Rule, Severity, Text

ProposalState: TypeAlias = Literal["open", "confirmed", "refused"]
PROPOSAL_STATES: Final[tuple[ProposalState, ...]] = get_args(ProposalState)

UNUSABLE_KEY: Final = Rule(
    "unusable-key",
    Severity.ERROR,
    "{reason}",
    "{reason}",
    Text(
        "Maak een nieuw sleutelpaar en stuur alleen het openbare deel.",
        "Make a new pair of keys and send the public half only.",
    ),
)
NO_SCOPE: Final = Rule(
    "no-scope",
    Severity.ERROR,
    "Een client heeft ten minste een scope nodig.",
    "A client needs at least one scope.",
    Text("Kies uit: {known}.", "Choose from {known}."),
)
UNKNOWN_SCOPE: Final = Rule(
    "unknown-scope",
    Severity.ERROR,
    "Deze scope bestaat niet.",
    "There is no such scope.",
    Text("Kies uit: {known}.", "Choose from {known}."),
)
UNKNOWN_STATE: Final = Rule(
    "unknown-state",
    Severity.ERROR,
    "Deze stand bestaat niet.",
    "There is no such state.",
    Text("Kies uit: {known}.", "Choose from {known}."),
)
SCOPE_NOT_IN_SANDBOX: Final = Rule(
    "scope-not-in-sandbox",
    Severity.ERROR,
    "Deze scope is er in de testomgeving niet.",
    "This scope is not there in the sandbox.",
    Text("Kies uit: {known}.", "Choose from {known}."),
)
BAD_CLIENT_ID: Final = Rule(
    "bad-client-id",
    Severity.ERROR,
    "Dit is geen naam van een client.",
    "This is no name of a client.",
    Text(
        "Gebruik drie tot 63 kleine letters, cijfers, punten en streepjes, een letter of cijfer voorop; "
        "{prefix} aan het begin is voor de testomgeving.",
        "Use three to 63 small letters, digits, points and hyphens, a letter or digit first; "
        "{prefix} at the start is for the sandbox.",
    ),
)
SECOND_PERSON: Final = Rule(
    "second-person",
    Severity.ERROR,
    "Dit heeft de client nog niet; een tweede beheerder bevestigt het.",
    "The client has not got this yet; a second administrator confirms it.",
    Text("Stel het voor met POST /v1/client-proposals.", "Propose it with POST /v1/client-proposals."),
)
NOT_A_TEST_OIN: Final = Rule(
    "not-a-test-oin",
    Severity.ERROR,
    "Dit is geen OIN van een testorganisatie.",
    "This is no OIN of a test body.",
    Text("Gebruik er een dat begint met {prefix}.", "Use one that starts with {prefix}."),
)
