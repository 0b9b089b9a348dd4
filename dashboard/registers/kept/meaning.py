"""What figures mean: reference lists, definition cards, goals and factors."""

from typing import Final

from dashboard.page.language import sentence
from dashboard.registers.kept.fields import WHY, adopted, state_of, taken_back
from dashboard.registers.register import Act, Column, Field, Register

_LISTS: Final = ("registry:lists",)
_PROPOSE: Final = ("kpi:propose", "kpi:adopt")
_ADOPT: Final = ("kpi:adopt",)
_STATE: Final = state_of("draft", "adopted", "withdrawn")

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
    filters=(_STATE,),
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
        adopted(
            "/card-proposals/{id}",
            Field("validFrom", sentence("Geldig vanaf"), "day"),
            scopes=_ADOPT,
            explained=sentence("Geldt vanaf die dag; wat gepubliceerd is verandert niet."),
        ),
        taken_back("/card-proposals/{id}", scopes=_PROPOSE),
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
    filters=(_STATE,),
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
        adopted(
            "/goal-proposals/{id}",
            scopes=_ADOPT,
            explained=sentence("Geldt vanaf nu; de vorige versie blijft in de geschiedenis."),
        ),
        taken_back("/goal-proposals/{id}", scopes=_PROPOSE),
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
        adopted(
            "/factor-sets/{code}",
            scopes=_ADOPT,
            explained=sentence("Cijfers mogen dan met deze set worden gevraagd."),
        ),
    ),
)

REGISTERS: Final = (LISTS, CARDS, GOALS, FACTORS)
