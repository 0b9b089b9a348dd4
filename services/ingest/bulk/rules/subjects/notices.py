"""Procedures, lots and winners: what published notices say, with what buyers released beside them."""

from __future__ import annotations

from typing import Final

from services.ingest.bulk.rules.column import boolean, number, text, whole
from services.ingest.bulk.rules.shared_columns import (
    AWARDED,
    BODY,
    CATEGORIES,
    CHAIN,
    COMPETITION,
    CRITERIA,
    DATES,
    DURATION,
    ESTIMATED,
    FRAMEWORK,
    LOT_ID,
    MARKET,
    PROCEDURE,
    RELEVANT,
    STATES,
    SUPPLEMENT,
    asked_themes,
)
from services.ingest.bulk.rules.subject import Subject, listed
from shared.procurement.finding import Text

_COUNTED_ON: Final = ("awarded_on", "launched_on")
_MOST_ASKED: Final = (
    "procedure lead_body tier launched_on awarded_on nature above_threshold product_chain climate circular"
    " pollution_biodiversity human_rights_labour diversity_inclusion social_return any_theme framework estimated_value"
    " awarded_value duration_months state"
)

PROCEDURES: Final = Subject(
    "procedures",
    Text("Procedures", "Procedures"),
    Text("Elke procedure zoals alle kennisgevingen samen haar melden.", "Each procedure as all its notices state it."),
    "bulk_procedure",
    ("procedure",),
    _COUNTED_ON,
    (
        PROCEDURE,
        text("procedure_id", "kenmerk van de procedure", "identifier of the procedure", "BT-04"),
        text("ocid", "kenmerk in OCDS", "identifier in OCDS", "OCDS"),
        text("title", "titel", "title", "BT-21"),
        *BODY,
        text("buyer_name", "naam van de eerste koper, zoals vermeld", "name of the first buyer, as stated", "BT-500"),
        whole("buyers", "aantal kopers", "number of buyers", "OPT-300", unit="buyer"),
        boolean("joint", "samen ingekocht", "bought together", "C14"),
        *DATES,
        text("stage", "de laatste soort kennisgeving", "the last kind of notice", "C11"),
        text(
            "state",
            "hoe ver zij is (planned, running, awarded, cancelled, other)",
            "how far it is (planned, running, awarded, cancelled, other)",
            "C11",
        ),
        boolean("cancelled", "gesloten zonder winnaar", "closed without a winner", "BT-142, BT-140; C11"),
        text("legal_basis", "rechtsgrond", "legal basis", "BT-01"),
        text("procedure_type", "soort procedure", "type of procedure", "BT-105"),
        *MARKET,
        text("threshold_rule", "waarop de drempelklasse berust", "what the threshold class rests on", "C26"),
        *CHAIN,
        *CATEGORIES,
        *RELEVANT,
        *asked_themes("de procedure", "the procedure"),
        FRAMEWORK,
        boolean("dps", "dynamisch aankoopsysteem", "dynamic purchasing system", "BT-766"),
        ESTIMATED,
        AWARDED,
        DURATION,
        boolean(
            "strategic_fields_complete",
            "alle percelen vullen de strategische velden zonder tegenspraak",
            "all lots fill the strategic fields without contradiction",
            "counting rules, part 5",
        ),
        boolean("civil_works", "grond-, weg- en waterbouw", "works of civil engineering", "BT-23, BT-262"),
        boolean(
            "supplemented", "een aanvulling van de koper spreekt mee", "a supplement of the buyer speaks", SUPPLEMENT
        ),
        text("purchase_type", "generiek of specifiek", "generic or specific", SUPPLEMENT),
        boolean(
            "category_management", "ingekocht met categoriemanagement", "bought under category management", SUPPLEMENT
        ),
        text(
            "purchasing",
            "categoriemanagement, anders generiek of specifiek",
            "category management, else generic or specific",
            SUPPLEMENT,
        ),
        *CRITERIA,
        boolean(
            "impact_half",
            "impact weegt in elk perceel voor de helft of meer",
            "impact weighs half or more in every lot",
            SUPPLEMENT,
        ),
        boolean(
            "impact_half_without_price",
            "hetzelfde, van wat geen prijs is",
            "the same, of what is not price",
            SUPPLEMENT,
        ),
        boolean(
            "isv_list_of_10",
            "in een risicocategorie van de lijst van 10",
            "in a risk category of the list of 10",
            SUPPLEMENT,
        ),
        boolean(
            "isv_list_of_8",
            "in een risicocategorie van de lijst van 8",
            "in a risk category of the list of 8",
            SUPPLEMENT,
        ),
    ),
    listed(
        f"{_MOST_ASKED} procedure_id ocid title buyer_name joint legal_basis procedure_type cancelled dps supplemented"
    ),
)

_LESS: Final = "without_price"
LOTS: Final = Subject(
    "lots",
    Text("Percelen", "Lots"),
    Text("Elk geteld perceel met zijn thema's en zijn uitslag.", "Each counted lot with its themes and its result."),
    "bulk_lot",
    ("procedure", "lot_id"),
    _COUNTED_ON,
    (
        PROCEDURE,
        LOT_ID,
        text("title", "titel", "title", "BT-21"),
        text("cpv", "hoofdcode", "main code", "BT-262"),
        *BODY,
        *DATES,
        text(
            "state",
            "running of awarded; leeg als een gunning haar perceel niet noemt",
            "running or awarded; empty when an award does not say its lot",
            "BT-142; C11",
        ),
        COMPETITION,
        *MARKET,
        *CHAIN,
        *CATEGORIES,
        *RELEVANT,
        *asked_themes("het perceel", "the lot"),
        *STATES,
        boolean("gpp_criteria", "groene criteria gebruikt", "a green criteria set was used", "BT-805"),
        boolean("accessible", "toegankelijkheid gevraagd", "accessibility was asked", "BT-754"),
        boolean(
            "reserved", "voorbehouden aan sociale werkplaatsen", "reserved to sheltered workshops", "BT-71, BT-736"
        ),
        whole("tenders_received", "ontvangen inschrijvingen", "tenders received", "BT-759", unit="tender"),
        text("tenders_received_state", "wat bronnen over dat aantal zeggen", "what sources say of that number", "C13"),
        FRAMEWORK,
        ESTIMATED,
        AWARDED,
        text(
            "value_basis",
            "wat die waarde is (tenders, contract, ceiling)",
            "what that value is (tenders, contract, ceiling)",
            "C12, C16",
        ),
        text("value_state", "wat bronnen over die waarde zeggen", "what sources say of that value", "C12, C16"),
        DURATION,
        number("price_weight", "gewicht van de prijs", "weight of the price", "BT-539, BT-541", unit="%"),
        whole(
            "vehicles",
            "voertuigen onder de richtlijn schone voertuigen",
            "vehicles under the clean vehicles directive",
            "OPT-155, OPT-156",
            unit="vehicle",
        ),
        whole("clean_vehicles", "daarvan schoon", "of these clean", "OPT-155, OPT-156", unit="vehicle"),
        whole(
            "zero_emission_vehicles",
            "daarvan zonder uitstoot",
            "of these without emission",
            "OPT-155, OPT-156",
            unit="vehicle",
        ),
        *CRITERIA,
        text(
            "risk_category", "risicocategorie voor ISV, zoals opgegeven", "risk category for ISV, as stated", SUPPLEMENT
        ),
        number(
            "impact_weight_least",
            "minste gewicht van impact in de gunning",
            "least weight of impact in the award",
            SUPPLEMENT,
            unit="%",
        ),
        number(
            "impact_weight_most",
            "grootste gewicht van impact in de gunning",
            "most weight of impact in the award",
            SUPPLEMENT,
            unit="%",
        ),
        number(
            f"impact_weight_least_{_LESS}",
            "minste gewicht van impact in wat geen prijs is",
            "least weight of impact in what is not price",
            SUPPLEMENT,
            unit="%",
        ),
        number(
            f"impact_weight_most_{_LESS}",
            "grootste gewicht van impact in wat geen prijs is",
            "most weight of impact in what is not price",
            SUPPLEMENT,
            unit="%",
        ),
    ),
    listed(
        f"{_MOST_ASKED} lot_id title cpv competition tenders_received value_basis gpp_criteria accessible reserved"
        " price_weight"
    ),
)

WINNERS: Final = Subject(
    "winners",
    Text("Winnaars", "Winners"),
    Text("Elke winnende inschrijving van een perceel.", "Each winning tender of a lot."),
    "bulk_winner",
    ("procedure", "lot_id", "tender_id"),
    _COUNTED_ON,
    (
        PROCEDURE,
        LOT_ID,
        text("tender_id", "de inschrijving", "the tender", "BT-3201"),
        *BODY,
        *DATES,
        text(
            "supplier_names", "namen van de leden, met ; ertussen", "names of the members, with ; in between", "BT-500"
        ),
        text(
            "supplier_identifiers",
            "hun nummers, in dezelfde volgorde; ? is onbekend",
            "their numbers, in the same order; ? is unknown",
            "BT-501",
        ),
        boolean("sme", "alle leden zijn klein of middelgroot", "all members are micro, small or medium", "BT-165"),
        number(
            "value",
            "waarde van de inschrijving zonder btw",
            "value of the tender excluding VAT",
            "BT-720; C16",
            unit="EUR",
        ),
        text("currency", "munt waarin zij vermeld is", "currency in which it was stated", "BT-720"),
        boolean("currency_known", "van die munt is een koers bekend", "a rate of that currency is known", "C17"),
        COMPETITION,
        *MARKET,
        *CHAIN,
    ),
)
