"""What can be left out or refused of a list of organisations."""

from collections.abc import Mapping
from typing import Final

from shared.procurement.finding import Rule, Severity, Text

_LOOK_UP: Final = Text("Zoek de sleutel op met GET /v1/parties.", "Look up the key with GET /v1/parties.")
_ONE_LINE: Final = Text("Laat een regel staan.", "Keep one line.")

OF_PROBLEM: Final[Mapping[str, Rule]] = {
    problem: Rule(f"list-{problem}", Severity.WARNING, nl, en, remedy)
    for problem, nl, en, remedy in (
        (
            "bad-date",
            "Deze datum klopt niet en is weggelaten.",
            "This date is wrong and was left out.",
            Text("Schrijf 2026-01-31, na het begin van de partij.", "Write 2026-01-31, after the party begins."),
        ),
        (
            "bad-identifier",
            "Dit nummer of adres klopt niet en is weggelaten.",
            "This identifier is wrong and was left out.",
            Text("Schrijf het zoals het register het kent.", "Write it as the register knows it."),
        ),
        (
            "cycle",
            "De partij zou onder zichzelf vallen; dit is weggelaten.",
            "The party would be its own ancestor; this was left out.",
            Text("Noem de partij erboven.", "Name the party above it."),
        ),
        (
            "duplicate-identifier",
            "Een eerdere regel heeft dit nummer al; het is weggelaten.",
            "An earlier line has this identifier; it was left out.",
            Text("Laat het bij een van beide staan.", "Keep it on one of them."),
        ),
        (
            "duplicate-key",
            "Een eerdere regel gaat over dezelfde partij.",
            "An earlier line is about the same party.",
            _ONE_LINE,
        ),
        (
            "extra-cells",
            "Deze regel heeft meer cellen dan de kop.",
            "This line has more cells than the heading.",
            Text(
                "Zet een naam met een komma tussen aanhalingstekens.",
                "Put a name with a comma in it between quotation marks.",
            ),
        ),
        (
            "held-by-another",
            "Een andere partij in het register heeft dit al; het is weggelaten.",
            "Another party in the register has this; it was left out.",
            Text("Controleer welke van beide het heeft.", "Check which of the two has it."),
        ),
        (
            "no-key",
            "Geen TOOI-URI en geen nummer in het register van overheidsorganisaties.",
            "No TOOI URI and no ROO number.",
            Text("Vul een van beide in.", "State one of them."),
        ),
        (
            "no-name",
            "De naam ontbreekt, is te lang of bevat stuurtekens.",
            "The name is missing, is too long or holds control characters.",
            Text("Vul de naam in.", "State the name."),
        ),
        (
            "not-a-test-body",
            "Een demolijst bevat alleen testorganisaties (OIN 00000099...).",
            "A list of demo bodies holds test bodies only (OIN 00000099...).",
            Text("Laat deze regel weg.", "Leave this line out."),
        ),
        (
            "running-mandates",
            "Deze partij heeft nog lopende mandaten en is niet beëindigd.",
            "This party has running mandates and was not ended.",
            Text("Trek die eerst in.", "Withdraw them first."),
        ),
        (
            "test-body",
            "Een testorganisatie (OIN 00000099...) hoort niet in deze lijst.",
            "A test body (OIN 00000099...) does not belong in this list.",
            Text("Laat deze regel weg.", "Leave this line out."),
        ),
        (
            "unknown-association",
            "Deze koepel staat niet in het register; ze is weggelaten.",
            "This umbrella association is not in the register; it was left out.",
            _LOOK_UP,
        ),
        (
            "unknown-parent",
            "De partij waar deze bij hoort staat niet in het register; dit is weggelaten.",
            "The party it belongs to is not in the register; this was left out.",
            _LOOK_UP,
        ),
        (
            "unknown-province",
            "Deze provincie staat niet in het register; ze is weggelaten.",
            "This province is not in the register; it was left out.",
            _LOOK_UP,
        ),
        (
            "unknown-type",
            "Deze soort organisatie is onbekend.",
            "This type of organisation is unknown.",
            Text("Gebruik een soort van de organisatielijsten.", "Use a type of the organisation lists."),
        ),
    )
}
"""By problem; an error where the whole line is refused."""
