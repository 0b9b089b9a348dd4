"""What a fault says to a Dutch reader, by its code, where the English sentence says no more than the code does.

A fault whose sentence carries a value (a day, a key, a number) brings its own Dutch sentence: `FieldError.nl`.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

DUTCH: Final[Mapping[str, str]] = MappingProxyType(
    {
        "already-common": "Dit thema hoort al bij de gemeenschappelijke; het hoeft niet te worden toegevoegd.",
        "apart": "Testorganisaties, demo-organisaties en echte horen niet bij elkaar en gaan niet in elkaar over.",
        "bad-period": "Het einde ligt niet na het begin.",
        "buys-nothing": "Een dienstverlener koopt niets in en kan dit niet zijn.",
        "cycle": "De partij zou onder zichzelf vallen of zichzelf opvolgen.",
        "demo-with-demo": "Demo-organisaties en echte organisaties blijven gescheiden.",
        "duplicate-identifier": "Dit nummer of adres staat al in de lijst, op een deel van dezelfde dagen.",
        "empty-period": "De eerste dag hoort voor de eerste dag te liggen waarop het niet meer geldt.",
        "ended-party": "Deze partij bestaat niet meer.",
        "granted-already": "Het mandaat is voor deze organisatie al verleend.",
        "named-twice": "Dit staat al eerder in de lijst.",
        "no-association": "Alleen een koepel tekent voor anderen.",
        "no-basis": "Zeg waarop de verlening berust, zoals een getekende brief.",
        "no-body": "Een mandaat noemt ten minste een organisatie.",
        "no-day": "Dit geldt op geen enkele dag: validUntil ligt niet na validFrom.",
        "no-kind": "Een mandaat noemt ten minste een soort gegevens.",
        "no-name": "Een partij heeft ten minste een naam.",
        "no-scope": "Een client heeft ten minste een scope nodig.",
        "no-terms": "Er gelden nu geen voorwaarden om te aanvaarden.",
        "no-uses": "Gebruiksvoorwaarden zeggen wie de gegevens waarvoor mag gebruiken.",
        "not-in-mandate": "Deze organisatie staat niet in het mandaat.",
        "overlapping-name": "Deze naam overlapt in tijd met een eerdere in de lijst.",
        "overlapping-membership": "Dit lidmaatschap staat al in de lijst, op een deel van dezelfde dagen.",
        "own-association": "Wie voor zichzelf tekent, laat `through` weg.",
        "own-mandatary": "Een partij zendt voor zichzelf zonder mandaat.",
        "personal-data": "Noem een functie, afdeling of stuk; namen, adressen en nummers van mensen horen hier niet.",
        "succeeded-already": "Deze partij ging al over in een andere, in een gebeurtenis die in het register staat.",
        "test-body": "Een OIN dat begint met 00000099 is voor testorganisaties, en die hebben geen ander.",
        "unknown-association": "Deze koepel staat niet in het register.",
        "unknown-party": "Deze partij staat niet in het register.",
        "unknown-province": "Deze provincie staat niet in het register.",
        "wrong-tier": "Een dienstverlener koopt niets in en heeft geen overheidslaag; elke andere soort heeft er een.",
    }
)
