"""Who is who: organisations, their successions, buyers in notices that nobody knows, objections and erasures."""

from typing import Final

from dashboard.page.language import sentence
from dashboard.registers.codes import CODES
from dashboard.registers.kept.fields import BODIES_HELP, BODY_HELP, FROM, PARTY, UNTIL, WHY
from dashboard.registers.register import Act, Column, Field, Register

_KEEPER: Final = ("registry:parties",)
_KINDS: Final = {
    code: CODES[code]
    for code in (
        "ministry",
        "agency",
        "inspectorate",
        "province",
        "municipality",
        "water-authority",
        "joint-arrangement",
        "safety-region",
        "public-law-body",
        "special-sector-company",
        "private-buyer",
        "service-provider",
        "umbrella-association",
    )
}
_SCHEMES: Final = {"oin": "OIN", "kvk": "KvK", "rsin": "RSIN", "tooi": "TOOI", "roo": "ROO"}

PARTIES: Final = Register(
    key="organisaties",
    words=sentence("Organisaties"),
    explained=sentence("Het register van alle organisaties, met hun nummers en wie in wie overging."),
    service="registry",
    path="/parties",
    scopes=_KEEPER,
    columns=(
        Column("name", sentence("Naam"), "name"),
        Column("kind", sentence("Soort"), "code"),
        Column("tier", sentence("Bestuurslaag"), "code"),
        Column("validUntil", sentence("Bestaat tot"), "day"),
    ),
    record="/parties/{key}",
    id="key",
    filters=(Field("name", sentence("Naam of nummer"), required=False),),
    start=(
        Act(
            key="nieuw",
            words=sentence("Organisatie toevoegen"),
            explained=sentence("Voegt een organisatie toe met haar naam en nummers."),
            method="POST",
            path="/parties",
            scopes=_KEEPER,
            fields=(
                Field("kind", sentence("Soort"), "choice", choices=_KINDS),
                Field("names.0.name", sentence("Naam")),
                Field("names.0.officialName", sentence("Officiële naam"), required=False),
                Field("identifiers.0.scheme", sentence("Soort nummer"), "choice", choices=_SCHEMES, required=False),
                Field("identifiers.0.value", sentence("Nummer"), required=False),
                Field("source", sentence("Bron van deze gegevens")),
                Field("validFrom", sentence("Bestaat vanaf"), "day", required=False),
            ),
        ),
    ),
    acts=(
        Act(
            key="einde",
            words=sentence("Organisatie beëindigen"),
            explained=sentence("Vanaf die dag bestaat zij niet meer; namen en nummers blijven bij haar."),
            method="POST",
            path="/parties/{key}/_end",
            scopes=_KEEPER,
            versioned=True,
            fields=(Field("on", sentence("Laatste dag was de dag voor"), "day", required=False), WHY),
        ),
    ),
)

SUCCESSIONS: Final = Register(
    key="opvolgingen",
    words=sentence("Opvolgingen"),
    explained=sentence("Fusies, splitsingen en naamswijzigingen: wie overging in wie, vanaf welke dag."),
    service="registry",
    path="/successions",
    scopes=_KEEPER,
    columns=(
        Column("kind", sentence("Soort"), "code"),
        Column("effectiveOn", sentence("Vanaf"), "day"),
        Column("predecessors", sentence("Van"), "bodies"),
        Column("successors", sentence("Naar"), "bodies"),
        Column("source", sentence("Bron")),
    ),
    record="/successions/{id}",
    start=(
        Act(
            key="nieuw",
            words=sentence("Opvolging vastleggen"),
            explained=sentence("Wie geen opvolger is, houdt op die dag op te bestaan."),
            method="POST",
            path="/successions",
            scopes=_KEEPER,
            fields=(
                Field(
                    "kind",
                    sentence("Soort"),
                    "choice",
                    choices={
                        "merger": sentence("fusie"),
                        "split": sentence("splitsing"),
                        "renaming": sentence("naamswijziging"),
                    },
                ),
                Field("effectiveOn", sentence("Eerste dag van de nieuwe toestand"), "day"),
                Field("predecessors", sentence("Voorgangers"), "parties", explained=BODIES_HELP),
                Field("successors", sentence("Opvolgers"), "parties", explained=BODIES_HELP),
                Field("source", sentence("Wet of besluit")),
            ),
        ),
    ),
    acts=(
        Act(
            key="terug",
            words=sentence("Terugnemen"),
            explained=sentence("Neemt een opvolging terug die bij vergissing is vastgelegd."),
            method="POST",
            path="/successions/{id}/withdrawal",
            scopes=_KEEPER,
            versioned=True,
            fields=(WHY,),
        ),
    ),
)

UNMATCHED: Final = Register(
    key="onbekende-kopers",
    words=sentence("Onbekende kopers"),
    explained=sentence("Kopers in berichten die met geen organisatie overeenkomen, die met de meeste percelen eerst."),
    service="registry",
    path="/unmatched-buyers",
    scopes=_KEEPER,
    columns=(
        Column("name", sentence("Naam in het bericht"), "name"),
        Column("keys", sentence("Nummers"), "list"),
        Column("lots", sentence("Percelen"), "count"),
        Column("lastOn", sentence("Laatst gezien"), "day"),
        Column("candidates", sentence("Kandidaten"), "list"),
    ),
    acts=(
        Act(
            key="koppelen",
            words=sentence("Koppelen aan een organisatie"),
            explained=sentence("Al zijn aanbestedingen, ook die van vroeger, tellen voortaan bij die organisatie."),
            method="POST",
            path="/buyer-links",
            scopes=_KEEPER,
            fields=(
                Field(
                    "scheme",
                    sentence("Waaraan herkend"),
                    "choice",
                    choices={**_SCHEMES, "other": sentence("ander nummer"), "name": sentence("naam")},
                    initial="{keys.0.scheme}",
                ),
                Field("value", sentence("Nummer of naam"), initial="{keys.0.value}"),
                Field("party", sentence("Organisatie"), "party", explained=BODY_HELP, initial="{candidates.0.key}"),
                WHY,
            ),
        ),
    ),
)

LINKS: Final = Register(
    key="koppelingen",
    words=sentence("Koppelingen van kopers"),
    explained=sentence("Welke koper in berichten welke organisatie is, en wie dat zei."),
    service="registry",
    path="/buyer-links",
    scopes=_KEEPER,
    columns=(
        Column("value", sentence("Nummer of naam"), "name"),
        Column("party", sentence("Organisatie"), "body"),
        Column("reason", sentence("Reden"), "name"),
        Column("linkedAt", sentence("Gekoppeld op"), "moment"),
        Column("unlinkedAt", sentence("Losgemaakt op"), "moment"),
    ),
    acts=(
        Act(
            key="los",
            words=sentence("Losmaken"),
            explained=sentence("De koper is weer onbekend, ook voor het verleden; de koppeling blijft vermeld."),
            method="POST",
            path="/buyer-links/{id}/unlinking",
            scopes=_KEEPER,
            fields=(WHY,),
        ),
    ),
)

OBJECTIONS: Final = Register(
    key="bezwaren",
    words=sentence("Bezwaren"),
    explained=sentence("Bezwaren van organisaties tegen wat anderen over hen aanleverden."),
    service="registry",
    path="/objections",
    scopes=_KEEPER,
    columns=(
        Column("party", sentence("Organisatie"), "body"),
        Column("validFrom", sentence("Vanaf"), "day"),
        Column("validUntil", sentence("Tot"), "day"),
        Column("reason", sentence("Reden"), "name"),
        Column("withdrawnAt", sentence("Ingetrokken op"), "moment"),
    ),
    start=(
        Act(
            key="nieuw",
            words=sentence("Bezwaar vastleggen"),
            explained=sentence("Berichten van die tijd die anderen aanleverden tellen dan niet mee; de eigen wel."),
            method="POST",
            path="/objections",
            scopes=_KEEPER,
            fields=(PARTY, FROM, UNTIL, WHY),
        ),
    ),
    acts=(
        Act(
            key="intrekken",
            words=sentence("Bezwaar intrekken"),
            explained=sentence("Wat anderen aanleverden telt weer mee."),
            method="POST",
            path="/objections/{id}/withdrawal",
            scopes=_KEEPER,
            fields=(WHY,),
        ),
    ),
)

ERASURES: Final = Register(
    key="verwijderingen",
    words=sentence("Verwijderingen"),
    explained=sentence("Eenmanszaken die uit alles zijn verwijderd; elk cijfer bleef gelijk."),
    service="registry",
    path="/erasures",
    scopes=_KEEPER,
    columns=(
        Column("id", sentence("Verwijdering")),
        Column("recordedAt", sentence("Op"), "moment"),
        Column("reason", sentence("Reden"), "name"),
    ),
    record="/erasures/{id}",
    start=(
        Act(
            key="nieuw",
            words=sentence("Eenmanszaak verwijderen"),
            explained=sentence("Naam en nummers verdwijnen uit alles wat kwam en komt. Dit is niet terug te draaien."),
            method="POST",
            path="/erasures",
            scopes=_KEEPER,
            fields=(
                Field("identifiers", sentence("Nummers"), "lines", explained=sentence("KvK-nummer, een per regel.")),
                Field("names", sentence("Namen"), "lines", required=False),
                WHY,
            ),
        ),
    ),
)

REGISTERS: Final = (PARTIES, SUCCESSIONS, UNMATCHED, LINKS, OBJECTIONS, ERASURES)
