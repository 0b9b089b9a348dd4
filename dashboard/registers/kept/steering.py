"""What figures mean and when they are fixed: lists, cards, goals, allocations, factors, reporting and publication."""

from typing import Final

from dashboard.page.language import sentence
from dashboard.registers.kept.fields import WHY
from dashboard.registers.register import Act, Column, Field, Register

_LISTS: Final = ("registry:lists",)
_PROPOSE: Final = ("kpi:propose", "kpi:adopt")
_ADOPT: Final = ("kpi:adopt",)
_PUBLISH: Final = ("kpi:publish",)
_BODY: Final = ("kpi:body", "kpi:publish")
_READ: Final = ("kpi:read",)
_AUDIT: Final = ("audit:read", "audit:sign")
_YEAR: Final = Field("year", sentence("Jaar"), "number")
_DRAFT: Final = ("draft",)
_OPEN: Final = ("draft", "open", "proposed")

LISTS: Final = Register(
    key="lijsten",
    words=sentence("Referentielijsten"),
    explained=sentence("Gesloten lijsten in versies: een ander dan wie een versie voorstelde, geeft haar uit."),
    service="registry",
    path="/reference-lists",
    scopes=_LISTS,
    id="name",
    columns=(
        Column("name", sentence("Lijst")),
        Column("title", sentence("Titel"), "names"),
        Column("current.version", sentence("Versie die geldt")),
        Column("current.validFrom", sentence("Sinds"), "day"),
        Column("current.source", sentence("Bron"), "name"),
    ),
    record="/reference-lists/{name}/versions",
    acts=(
        Act(
            key="voorstellen",
            words=sentence("Versie voorstellen"),
            explained=sentence("Een hele lijst als tabel (CSV), of als JSON over de API."),
            method="POST",
            path="/reference-lists/{name}/versions",
            scopes=_LISTS,
            query=("version", "source", "note"),
            document="rows",
            media="text/csv",
            fields=(
                Field("version", sentence("Versie")),
                Field("source", sentence("Bron")),
                Field("note", sentence("Toelichting"), required=False),
                Field("rows", sentence("De tabel als CSV"), "long", most=500_000),
            ),
        ),
        Act(
            key="uitgeven",
            words=sentence("Versie uitgeven"),
            explained=sentence("Geldt vanaf die dag; uitgegeven versies veranderen nooit meer."),
            method="POST",
            path="/reference-lists/{name}/versions/{version}/publication",
            scopes=_LISTS,
            versioned=True,
            second=True,
            fields=(
                Field("version", sentence("Versie")),
                Field("validFrom", sentence("Geldig vanaf"), "day"),
                Field("validUntil", sentence("Geldig tot"), "day", required=False),
            ),
        ),
    ),
)

CARDS: Final = Register(
    key="definities",
    words=sentence("Voorstellen voor definities"),
    explained=sentence("Een kaart wordt voorgesteld, geprobeerd op echte gegevens, en door een ander vastgesteld."),
    service="kpi",
    path="/card-proposals",
    scopes=_PROPOSE,
    columns=(
        Column("code", sentence("Indicator")),
        Column("version", sentence("Versie")),
        Column("kind", sentence("Soort"), "code"),
        Column("state", sentence("Stand"), "code"),
        Column("reason", sentence("Reden"), "name"),
        Column("proposedBy", sentence("Voorgesteld door")),
    ),
    record="/card-proposals/{id}",
    start=(
        Act(
            key="nieuw",
            words=sentence("Kaart voorstellen"),
            explained=sentence("Plak de kaart als TOML; elke fout wordt met regel en kolom genoemd."),
            method="POST",
            path="/card-proposals",
            scopes=("kpi:propose",),
            query=("reason",),
            document="card",
            media="application/toml",
            fields=(
                Field("card", sentence("De kaart"), "long", most=65_536),
                Field("reason", sentence("Reden"), "long"),
            ),
        ),
    ),
    acts=(
        Act(
            key="vaststellen",
            words=sentence("Vaststellen"),
            explained=sentence("Geldt vanaf die dag; wat gepubliceerd is verandert niet."),
            method="POST",
            path="/card-proposals/{id}/adoption",
            scopes=_ADOPT,
            versioned=True,
            second=True,
            when=_DRAFT,
            fields=(Field("validFrom", sentence("Geldig vanaf"), "day"), WHY),
        ),
        Act(
            key="terugnemen",
            words=sentence("Terugnemen"),
            explained=sentence("Het voorstel gaat niet door."),
            method="POST",
            path="/card-proposals/{id}/withdrawal",
            scopes=_PROPOSE,
            versioned=True,
            when=_DRAFT,
            fields=(WHY,),
        ),
    ),
)

GOALS: Final = Register(
    key="doelvoorstellen",
    words=sentence("Voorstellen voor doelen"),
    explained=sentence("Doelen en wijzigingen daarvan die op een besluit wachten."),
    service="kpi",
    path="/goal-proposals",
    scopes=_PROPOSE,
    columns=(
        Column("code", sentence("Doel")),
        Column("goal.text", sentence("Tekst"), "names"),
        Column("state", sentence("Stand"), "code"),
        Column("reason", sentence("Reden"), "name"),
        Column("proposedBy", sentence("Voorgesteld door")),
    ),
    record="/goal-proposals/{id}",
    start=(
        Act(
            key="nieuw",
            words=sentence("Doel voorstellen"),
            explained=sentence("Een doel als JSON, zoals het over de API te lezen is; wat ontbreekt wordt gezegd."),
            method="POST",
            path="/goal-proposals",
            scopes=("kpi:propose",),
            fields=(Field("goal", sentence("Het doel"), "document", most=65_536), WHY),
        ),
    ),
    acts=(
        Act(
            key="vaststellen",
            words=sentence("Vaststellen"),
            explained=sentence("Geldt vanaf nu; de vorige versie blijft in de geschiedenis."),
            method="POST",
            path="/goal-proposals/{id}/adoption",
            scopes=_ADOPT,
            versioned=True,
            second=True,
            when=_DRAFT,
            fields=(WHY,),
        ),
        Act(
            key="terugnemen",
            words=sentence("Terugnemen"),
            explained=sentence("Het voorstel gaat niet door."),
            method="POST",
            path="/goal-proposals/{id}/withdrawal",
            scopes=_PROPOSE,
            versioned=True,
            when=_DRAFT,
            fields=(WHY,),
        ),
    ),
)

FACTORS: Final = Register(
    key="factoren",
    words=sentence("Factorsets"),
    explained=sentence("Waarmee besteding in voetafdruk wordt uitgedrukt; een set verandert nooit."),
    service="kpi",
    path="/factor-sets",
    scopes=_PROPOSE,
    id="code",
    columns=(
        Column("code", sentence("Set")),
        Column("title", sentence("Titel"), "name"),
        Column("licence", sentence("Licentie"), "name"),
        Column("priceYear", sentence("Prijsjaar")),
        Column("state", sentence("Stand"), "code"),
    ),
    record="/factor-sets/{code}",
    acts=(
        Act(
            key="vaststellen",
            words=sentence("Vaststellen"),
            explained=sentence("Cijfers mogen dan met deze set worden gevraagd."),
            method="POST",
            path="/factor-sets/{code}/adoption",
            scopes=_ADOPT,
            versioned=True,
            second=True,
            when=_DRAFT,
            fields=(WHY,),
        ),
    ),
)

CYCLES: Final = Register(
    key="rapportage",
    words=sentence("Rapportage over een jaar"),
    explained=sentence("Per organisatie en jaar: open, ingediend, beoordeeld, goedgekeurd, vastgesteld."),
    service="kpi",
    path="/reporting-cycles",
    scopes=_BODY,
    columns=(
        Column("party.name", sentence("Organisatie"), "name"),
        Column("year", sentence("Jaar")),
        Column("state", sentence("Stand"), "code"),
        Column("approvedByDefaultOn", sentence("Stilzwijgend akkoord op"), "day"),
        Column("next", sentence("Wat kan nu"), "list"),
    ),
    record="/reporting-cycles/{id}",
    start=(
        Act(
            key="openen",
            words=sentence("Jaar openen"),
            explained=sentence("Vraagt organisaties om hun cijfers over een jaar; leeg is alle deelnemers."),
            method="POST",
            path="/reporting-cycles",
            scopes=_PUBLISH,
            fields=(_YEAR, Field("parties", sentence("Organisaties"), "parties", required=False)),
        ),
    ),
    acts=(
        Act(
            key="stap",
            words=sentence("Stap nemen"),
            explained=sentence("Wie indiende, keurt niet zelf goed."),
            method="POST",
            path="/reporting-cycles/{id}/steps",
            scopes=_BODY,
            versioned=True,
            second=True,
            fields=(
                Field(
                    "step",
                    sentence("Stap"),
                    "choice",
                    choices={
                        "submit": sentence("indienen"),
                        "validate": sentence("beoordelen"),
                        "return": sentence("teruggeven"),
                        "approve": sentence("goedkeuren"),
                        "object": sentence("bezwaar maken"),
                        "withdraw-objection": sentence("bezwaar intrekken"),
                    },
                ),
                Field("reason", sentence("Reden"), "long", required=False),
            ),
        ),
    ),
)

PUBLICATIONS: Final = Register(
    key="publiceren",
    words=sentence("Publicaties opmaken"),
    explained=sentence("Alle cijfers van een jaar bevroren; een ander dan de opmaker stelt vast."),
    service="kpi",
    path="/publications",
    scopes=_PUBLISH,
    id="name",
    query={"state": ("drawing-up", "draft", "published", "withdrawn", "failed")},
    columns=(
        Column("name", sentence("Publicatie")),
        Column("year", sentence("Jaar")),
        Column("series", sentence("Reeks"), "code"),
        Column("state", sentence("Stand"), "code"),
        Column("figures", sentence("Cijfers"), "count"),
        Column("dataMoment", sentence("Stand van"), "moment"),
        Column("drawnUpBy", sentence("Opgemaakt door")),
    ),
    record="/publications/{name}",
    start=(
        Act(
            key="nieuw",
            words=sentence("Publicatie opmaken"),
            explained=sentence("Bevriest de cijfers zoals zij nu zijn, als concept."),
            method="POST",
            path="/publications",
            scopes=_PUBLISH,
            fields=(
                _YEAR,
                Field(
                    "series",
                    sentence("Reeks"),
                    "choice",
                    choices={"first": sentence("eerste"), "final": sentence("definitief")},
                ),
                WHY,
            ),
        ),
    ),
    acts=(
        Act(
            key="vaststellen",
            words=sentence("Vaststellen en publiceren"),
            explained=sentence("Voorgoed openbaar; een fout wordt met een nieuwe publicatie hersteld."),
            method="POST",
            path="/publications/{name}/approval",
            scopes=_PUBLISH,
            versioned=True,
            second=True,
            when=_DRAFT,
            fields=(WHY,),
        ),
        Act(
            key="terugnemen",
            words=sentence("Concept terugnemen"),
            explained=sentence("Het concept gaat niet door."),
            method="POST",
            path="/publications/{name}/withdrawal",
            scopes=_PUBLISH,
            versioned=True,
            when=_DRAFT,
            fields=(WHY,),
        ),
    ),
)

SAMPLES: Final = Register(
    key="steekproeven",
    words=sentence("Steekproeven en bevindingen"),
    explained=sentence("Wat een auditor trekt uit wat achter een gepubliceerd cijfer staat, vindt en aftekent."),
    service="kpi",
    path="/publications",
    scopes=_AUDIT,
    id="name",
    columns=(
        Column("name", sentence("Publicatie")),
        Column("year", sentence("Jaar")),
        Column("series", sentence("Reeks"), "code"),
        Column("checksum", sentence("Controlegetal")),
    ),
    record="/publications/{name}/notes",
    acts=(
        Act(
            key="trekken",
            words=sentence("Steekproef trekken"),
            explained=sentence("Hetzelfde zaad trekt overal dezelfde rijen."),
            method="POST",
            path="/publications/{name}/samples",
            scopes=("audit:sign",),
            fields=(
                Field("indicator", sentence("Indicator")),
                Field("tier", sentence("Bestuurslaag"), required=False),
                Field("seed", sentence("Zaad")),
                Field("size", sentence("Aantal rijen"), "number"),
            ),
        ),
        Act(
            key="noteren",
            words=sentence("Bevinding of aftekening"),
            explained=sentence("Blijft voorgoed staan; wat volgt wordt ook genoteerd."),
            method="POST",
            path="/publications/{name}/notes",
            scopes=("audit:sign",),
            fields=(
                Field(
                    "kind",
                    sentence("Soort"),
                    "choice",
                    choices={"finding": sentence("bevinding"), "sign-off": sentence("aftekening")},
                ),
                Field("says", sentence("Tekst"), "long", most=5000),
                Field("indicator", sentence("Indicator"), required=False),
            ),
        ),
    ),
)

DECISIONS: Final = Register(
    key="besluiten",
    words=sentence("Besluiten op cijfers"),
    explained=sentence("Wat organisaties besloten op grond van een cijfer of publicatie."),
    service="kpi",
    path="/decisions",
    scopes=("kpi:publish", "kpi:body"),
    columns=(
        Column("says", sentence("Besluit"), "name"),
        Column("decidedByBody", sentence("Organisatie"), "name"),
        Column("decidedOn", sentence("Op"), "day"),
        Column("indicator", sentence("Indicator")),
        Column("publication", sentence("Publicatie")),
    ),
    start=(
        Act(
            key="nieuw",
            words=sentence("Besluit vermelden"),
            explained=sentence("Openbaar, met de plaats waar het te lezen is."),
            method="POST",
            path="/decisions",
            scopes=("kpi:publish", "kpi:body"),
            fields=(
                Field("decidedByBody", sentence("Organisatie"), "party"),
                Field("decidedOn", sentence("Besloten op"), "day"),
                Field("says", sentence("Wat besloten is"), "long"),
                Field("indicator", sentence("Indicator"), required=False),
                Field("publication", sentence("Publicatie"), required=False),
                Field("address", sentence("Waar het te lezen is"), required=False),
            ),
        ),
    ),
)

REGISTERS: Final = (LISTS, CARDS, GOALS, FACTORS, CYCLES, PUBLICATIONS, SAMPLES, DECISIONS)
