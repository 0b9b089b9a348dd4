"""Contracts, commitments, reports and spend: what bodies keep themselves, as far as they released it.

Amounts and quantities of records that are not public are left out row by row (C24): with few suppliers behind them they
give away what a supplier asked or delivered. Figures of them are published with that protection by kpi.
"""

from __future__ import annotations

from typing import Final

from services.ingest.bulk.rules.column import boolean, day, text
from services.ingest.bulk.rules.shared_columns import KEEPER, UNIT
from services.ingest.bulk.rules.subject import Subject
from shared.procurement.finding import Text

_C: Final = "data contract C"
_D: Final = "data contract D"
_SPEND: Final = "data contract of spend"
_THEME: Final = text("theme", "thema van de Agenda MVOI", "theme of the Agenda MVOI", "list of themes")
_INDICATOR: Final = text("indicator", "indicator waarvoor het telt", "indicator it counts for", _C)
_UNIT_CODE: Final = text("unit_code", "eenheid (UN/CEFACT) of munt", "unit (UN/CEFACT) or currency", _C)
_METHOD: Final = text("method", "methode, met tabel en versie", "method, with table and version", _C)


_CONTRACTS: Final = (
    UNIT,
    day(
        "state_on",
        "laatste dag van een maand waarin het loopt of kan lopen",
        "last day of a month in which it runs or may",
        _C,
    ),
    *KEEPER,
    text("kind", "contract, framework of call-off", "contract, framework or call-off", _C),
    text("procedure_id", "kenmerk van de procedure", "identifier of the procedure", "BT-04"),
    text("lot_id", "het perceel", "the lot", "BT-137"),
    day("signed_on", "ondertekend", "signed", _C),
    day("starts_on", "begint", "begins", _C),
    day("ends_on", "eindigt; leeg als dat niet vaststaat", "ends; empty when that is not certain", _C),
    boolean("running", "loopt op die dag; leeg zonder einddatum", "it runs on that day; empty without an end", _C),
    boolean("has_commitments", "bevat eigen toezeggingen", "it holds commitments of its own", _C),
    boolean(
        "measurable",
        "een toezegging noemt doel, eenheid en vergelijking",
        "a commitment states target, unit and comparison",
        _C,
    ),
    boolean("has_manager", "iemand ziet erop toe", "somebody keeps watch over it", _C),
    boolean("reporting_clause", "de leverancier moet rapporteren", "the supplier must report", _C),
    boolean("measurement_due", "er is een meting te verwachten", "a measurement may be expected", _C),
    boolean("measured", "gemeten in de laatste twaalf maanden", "measured in the last twelve months", _D),
)
CONTRACTS: Final = Subject(
    "contracts",
    Text("Contracten", "Contracts"),
    Text(
        "Elk vrijgegeven contract aan het eind van elke maand waarin het loopt of kan lopen.",
        "Each released contract at the end of each month in which it runs or may.",
    ),
    "bulk_contract",
    ("unit", "state_on"),
    ("state_on",),
    _CONTRACTS,
)

_COMMITMENTS: Final = (
    UNIT,
    text("commitment_key", "de toezegging in het contract", "the commitment in the contract", _C),
    *KEEPER,
    day("due_on", "dag waarop zij nagekomen moet zijn", "day by which it must be met", _C),
    _THEME,
    _INDICATOR,
    _UNIT_CODE,
    text(
        "compare",
        "wanneer het doel gehaald is (at-least, at-most, equal)",
        "when the target is reached (at-least, at-most, equal)",
        _C,
    ),
    text(
        "basis",
        "waarover het doel loopt (whole-contract, per-year)",
        "over what the target runs (whole-contract, per-year)",
        _C,
    ),
    boolean(
        "met",
        "nagekomen op die dag; leeg als dat niet is aangetoond",
        "met by that day; empty when not shown",
        f"{_C} and D",
    ),
    text(
        "shown_by",
        "de minste controle waarop dat berust (none, declared, verified, audited)",
        "the least verification that rests on (none, declared, verified, audited)",
        _D,
    ),
    _METHOD,
)
COMMITMENTS: Final = Subject(
    "commitments",
    Text("Toezeggingen", "Commitments"),
    Text(
        "Wat in vrijgegeven contracten is beloofd, en of het aantoonbaar is nagekomen.",
        "What was promised in released contracts, and whether it was shown to be met.",
    ),
    "bulk_commitment",
    ("unit", "commitment_key"),
    ("due_on",),
    _COMMITMENTS,
    withheld=("target", "realised"),
)

_REPORTS: Final = (
    UNIT,
    text("report_key", "het rapport", "the report", _D),
    text("observation_key", "de meting in het rapport", "the observation in the report", _D),
    *KEEPER,
    day("period_from", "eerste dag van de meetperiode", "first day of the period of measurement", _D),
    day("period_until", "laatste dag van de meetperiode", "last day of the period of measurement", _D),
    _THEME,
    _INDICATOR,
    boolean("of_commitment", "gaat over een toezegging", "it is about a commitment", _D),
    text(
        "reading",
        "waarvan de waarde is (in-period, cumulative, state)",
        "what the value is of (in-period, cumulative, state)",
        f"{_D}; C31",
    ),
    _UNIT_CODE,
    _METHOD,
    text("source", "wie meldt (supplier, buyer, third-party)", "who reports (supplier, buyer, third-party)", _D),
    text(
        "verification",
        "hoe ver gecontroleerd (declared, verified, audited)",
        "how far it was checked (declared, verified, audited)",
        _D,
    ),
)
REPORTS: Final = Subject(
    "reports",
    Text("Prestatierapporten", "Performance reports"),
    Text(
        "Wat onder vrijgegeven contracten is gemeten, per periode.",
        "What was measured under released contracts, by period.",
    ),
    "bulk_observation",
    ("unit", "report_key", "observation_key"),
    ("period_until",),
    _REPORTS,
    withheld=(
        *("realised", "total", "realised_in_period", "reference_in_period", "total_in_period"),
        *("stands", "stands_of"),
    ),
)

_LINES: Final = (
    UNIT,
    text(
        "category_key",
        "wat de regel van de andere in het bestand onderscheidt",
        "what tells the row from others of the file",
        _SPEND,
    ),
    *KEEPER,
    day("booked_on", "laatste dag van het boekjaar", "last day of the booking year", f"{_SPEND}; C5"),
    text("category", "categorie, zoals de partij haar noemt", "category, as the body calls it", _SPEND),
    text("product_chain", "productketen", "product chain", "list of product chains"),
    boolean(
        "isv",
        "een risicocategorie voor ISV",
        "a risk category for international social conditions",
        "lists isv-categories",
    ),
    text("purchase_type", "generiek of specifiek", "generic or specific", _SPEND),
    text("purchasing", "hetzelfde, als indeling", "the same, as a dimension", _SPEND),
    text("valued_by", "waar het bedrag uit volgt (band, amount)", "what the amount comes from (band, amount)", _SPEND),
    boolean("vat_excluded", "btw zit er niet in", "VAT is not in it", f"{_SPEND}; C18"),
    text(
        "supplier_sector",
        "sector van de leveranciers (eerste cijfers SBI)",
        "sector of the suppliers (first digits of SBI)",
        _SPEND,
    ),
    text(
        "spend_group",
        "groep van uitgaven in het cijfer van 2019",
        "group of spend in the figure of 2019",
        "list impact-2019",
    ),
)
SPEND: Final = Subject(
    "spend",
    Text("Uitgaven", "Spend"),
    Text(
        "De categorieen waarin partijen in een boekjaar uitgaven, zonder bedragen.",
        "The categories in which bodies spent in a booking year, without amounts.",
    ),
    "bulk_spend",
    ("unit", "category_key"),
    ("booked_on",),
    _LINES,
    withheld=("amount", "least", "most", "ghg", "ghg_least", "ghg_most"),
)
