"""What columns and codes of facts are called in a Dutch sentence; in English they have their documented meaning."""

from typing import Final

from services.kpi.definitions.declarations.fact import Column
from shared.procurement.finding import Text
from shared.reference.codes import labels
from shared.reference.themes import local_themes, themes_of

_COLUMNS: Final = {
    "tier": "bestuurslaag",
    "lead_body": "organisatie",
    "theme": "thema",
    "local_theme": "eigen thema",
    "method": "methode met tabel en versie",
    "released": "telt buiten de eigen cijfers",
    "indicator": "indicator waarvoor het telt",
    "target": "toezegging",
    "unit_code": "eenheid",
    "compare": "wanneer het doel gehaald is",
    "basis": "waarover de toezegging loopt",
    "met": "op tijd gehaald",
    "realised": "gerealiseerd",
    "shown_by": "waarop het antwoord rust",
    "kind": "soort",
    "running": "loopt op die dag",
    "has_commitments": "heeft eigen toezeggingen",
    "measurable": "toezegging met doel, eenheid en vergelijking",
    "has_manager": "iemand houdt er toezicht op",
    "reporting_clause": "leverancier moet rapporteren",
    "measurement_due": "een meting was aan de beurt",
    "measured": "gemeten",
    "nature": "aard van de opdracht",
    "above_threshold": "Europese drempel",
    "product_chain": "productketen",
    "rijk_category": "inkoopcategorie van het Rijk",
    "rijk_category_quality": "zekerheid van de inkoopcategorie van het Rijk",
    "isv_category": "ISV-risicocategorie",
    "isv_category_quality": "zekerheid van de ISV-risicocategorie",
    "awarded_on": "gunningsbeslissing",
    "launched_on": "eerste aankondiging",
    "chain_quality": "kwaliteit van de afleiding van de productketen",
    "cluster": "cluster van de productketen",
    "in_criteria_tool": "productketen staat in de MVI-criteriatool",
    "lot_id": "perceel",
    "any_theme": "vraagt ten minste een thema",
    "state": "stand",
    "lot_state": "stand van het perceel",
    "competition": "mededinging",
    "tenders_received": "ontvangen inschrijvingen",
    "awarded_value": "gegunde waarde zonder btw",
    "value_basis": "wat de gegunde waarde is",
    "vehicles": "gekochte voertuigen",
    "clean_vehicles": "schone voertuigen daarvan",
    "zero_emission_vehicles": "emissievrije voertuigen daarvan",
    "gpp_criteria": "groene criteriaset gebruikt",
    "accessible": "toegankelijkheid gevraagd",
    "reserved": "voorbehouden aan sociale werkplaatsen",
    "framework": "raamovereenkomst",
    "estimated_value": "geraamde waarde zonder btw",
    "duration_months": "duur in maanden, zonder verlengingen",
    "significant": "eis of gunningscriterium van niveau 2 of 3",
    "impact_weight_least": "minste gewicht van impact in de gunning",
    "impact_weight_most": "meeste gewicht van impact in de gunning",
    "impact_weight_least_without_price": "minste gewicht van impact zonder prijs",
    "impact_weight_most_without_price": "meeste gewicht van impact zonder prijs",
    "suitable": "geschikt voor social return",
    "wage_sum_reached": "loonsom van ten minste 250.000 euro zonder btw",
    "isv_applied": "internationale sociale voorwaarden toegepast",
    "risk_category": "risicocategorie",
    "mki_used": "MKI als eis of gunningscriterium",
    "amount": "geheel",
    "sustainable": "duurzaam deel",
    "stands": "stand aan het einde van de periode",
    "stands_of": "geheel waarvan die stand een deel is",
    "baseline": "verbruik in het basisjaar",
    "baseline_year": "basisjaar",
    "of_commitment": "gaat over een toezegging",
    "reading": "waarover de meting gaat",
    "total": "geheel waarvan het een deel is",
    "source": "wie rapporteert",
    "verification": "hoe ver het gecontroleerd is",
    "realised_in_period": "in de periode gerealiseerd",
    "reference_in_period": "wat er zonder gebeurd was",
    "total_in_period": "geheel in de periode",
    "cancelled": "afgesloten zonder winnaar",
    "strategic_fields_complete": "elk perceel vult de strategische velden zonder tegenspraak",
    "civil_works": "grond-, weg- en waterbouw",
    "supplemented": "er is een aanvulling van de inkoper",
    "purchasing": "soort inkoop: in categoriemanagement, generiek of specifiek",
    "purchase_type": "generiek of specifiek ingekocht",
    "supplier_sector": "bedrijfstak van de leveranciers (SBI)",
    "spend_group": "groep van uitgaven in de figuur van 2019",
    "ghg": "broeikasgas naar de intensiteit van de groep (kton CO2e)",
    "ghg_least": "broeikasgas ten minste (kton CO2e)",
    "ghg_most": "broeikasgas ten hoogste (kton CO2e)",
    "category_management": "ingekocht in categoriemanagement",
    "impact_half": "impact weegt in elk perceel ten minste de helft",
    "impact_half_without_price": "impact weegt zonder prijs ten minste de helft",
    "isv_list_of_10": "in een risicocategorie van de lijst van 10",
    "isv_list_of_8": "in een risicocategorie van de lijst van 8",
    "type": "soort record",
    "carried_out": "de activiteit is uitgevoerd",
    "target_group": "doelgroep",
    "adopted": "het ketenplan is vastgesteld",
    "plan_type": "soort plan",
    "goal_key": "sleutel van het doel in het plan",
    "has_value": "het doel noemt een waarde",
    "has_unit": "het doel noemt een eenheid",
    "has_baseline": "het doel noemt een nulmeting met jaar",
    "has_target_year": "het doel noemt een doeljaar",
    "has_owner": "het doel noemt een eigenaar",
    "has_action": "een actie van het plan is voor het doel",
    "scale": "schaal van het niveau",
    "left_out": "het plan laat het thema weg en zegt waarom",
    "plan_due": "het jaar na ondertekening is voorbij",
    "has_plan": "er is die dag een openbaar actieplan",
    "goal": "doel",
    "allocated": "wat is toegedeeld",
    "to_allocate": "wat er te verdelen is",
    "phase": "fase van markttransformatie",
    "contracts_meeting": "contracten die aan de standaard voldoen",
    "contracts_in_chain": "contracten in de keten",
    "category": "inkoopcategorie",
    "meets_criteria": "de categorie voldoet aan de criteria",
    "value_band": "staffel van de order",
    "answer": "het perceel vraagt het thema",
    "state_of_theme": "wat de bronnen zeggen",
    "signal_in_text": "een criteriumtekst wijst op het thema",
    "relevant_for_chain": "thema is relevant voor de productketen",
    "criteria_count": "criteria voor het thema",
    "level": "hoogste niveau van de criteria",
    "explained": "met reden niet toegepast",
    "reason": "reden om niet toe te passen",
    "tender_id": "winnende inschrijving",
    "sme": "alle leden zijn mkb",
    "value": "waarde van de winnende inschrijving zonder btw",
    "currency_known": "valuta met bekende koers",
    "step": "trede op de schaal",
    "activity": "sleutel van de activiteit",
    "isv": "risicocategorie voor internationale sociale voorwaarden",
    "valued_by": "waar het bedrag van komt",
    "vat_excluded": "zonder btw",
    "least": "ten minste uitgegeven",
    "most": "ten hoogste uitgegeven",
}
_CODES: Final = {
    "awarded": "gegund",
    "running": "loopt",
    "planned": "gepland",
    "cancelled": "afgebroken",
    "call": "met aankondiging",
    "no-call": "zonder aankondiging",
    "dps": "dynamisch aankoopsysteem",
    "tenders": "inschrijvingen",
    "ceiling": "maximum van een raamovereenkomst",
    "call-off": "nadere overeenkomst",
    "declared": "opgegeven",
    "verified": "geverifieerd",
    "audited": "gecontroleerd",
    "generic": "generiek",
    "specific": "specifiek",
    "electricity": "elektriciteit",
    "natural-gas": "aardgas",
    "heat": "warmte",
    "fuel": "brandstof",
    "fleet": "wagenpark",
    "activity": "activiteit",
    "participation": "deelname",
    "chain-plan": "ketenplan",
    "chain-assessment": "beoordeling van een keten",
    "chain-standard": "standaard van een keten",
    "category-assessment": "beoordeling van een categorie",
    "band": "staffel",
    "amount": "bedrag",
}


_THEMES: Final = {"theme": themes_of, "local_theme": local_themes}


def column_words(column: Column) -> Text:
    """What a column is called in a sentence."""
    theme = column.name.removeprefix("relevant_").replace("_", "-")
    named = {each.code: each.nl for each in themes_of()}
    meaning = column.meaning.partition(";")[0]
    if column.name in _COLUMNS:
        return Text(_COLUMNS[column.name], meaning)
    if theme in named:
        relevant = column.name.startswith("relevant_")
        return Text(
            f"{named[theme]} is relevant voor de productketen" if relevant else f"vraagt {named[theme]}", meaning
        )
    return Text(column.name.replace("_", " "), meaning)


def code_words(column: Column, code: str) -> Text:
    """What a code of a column is called in a sentence."""
    named = {each.code: (each.nl, each.en) for each in _THEMES.get(column.name, tuple)()}
    lists = {"tier": "tier", "nature": "nature", "above_threshold": "threshold"}
    if column.name in lists:
        named = {label.code: (label.nl, label.en) for label in labels(lists[column.name]).values()}
    if code in named:
        nl, en = named[code]
        return Text(nl.lower(), en.lower())
    return Text(_CODES.get(code, code), code)
