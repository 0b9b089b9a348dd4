"""Signals of themes in criterion texts: what they must find, and the words that mislead."""

import pytest

from shared.procurement.themes import THEMES
from shared.reference.lists import rows
from shared.reference.published import ReferenceLists
from shared.reference.text_signals import LONGEST_TEXT, TextSignals

SIGNALS = ReferenceLists.built_in().newest.text_signals


@pytest.mark.parametrize(
    ("text", "theme"),
    [
        ("CO2-prestatieladder certificaat (Criterium 3)", "climate"),
        ("Reductie van CO₂-uitstoot tijdens de uitvoering", "climate"),
        ("Inzet van emissieloos materieel op de bouwplaats", "climate"),
        ("Carbon footprint of the delivered goods", "climate"),
        ("Klimaneutrale Lieferung", "climate"),
        ("Bilan carbone de la prestation", "climate"),
        ("Circulariteit van het meubilair", "circular"),
        ("Circulaire materialen en losmaakbaarheid", "circular"),
        ("Hergebruik van vrijkomende materialen", "circular"),
        ("Share of recycled content", "circular"),
        ("MKI-waarde van het aangeboden asfaltmengsel", "pollution-biodiversity"),
        ("Bijdrage aan biodiversiteit en natuurinclusief beheer", "pollution-biodiversity"),
        ("gebruik van milieuvriendelijke schoonmaakproducten", "pollution-biodiversity"),
        ("Produits écologiques", "pollution-biodiversity"),
        ("Internationale Sociale Voorwaarden (ISV)", "human-rights-labour"),
        ("Plan van aanpak ISV", "human-rights-labour"),
        ("Human rights in the supply chain", "human-rights-labour"),
        ("Geen kinderarbeid in de keten", "human-rights-labour"),
        ("Diversiteit en inclusie in het team", "diversity-inclusion"),
        ("Toegankelijkheid voor mensen met een beperking", "diversity-inclusion"),
        ("WCAG 2.1 niveau AA", "diversity-inclusion"),
        ("Gender equality plan", "diversity-inclusion"),
        ("Social Return (criterium 5)", "social-return"),
        ("Invulling van SROI", "social-return"),
        ("Inzet van mensen met een afstand tot de arbeidsmarkt", "social-return"),
        ("Clause sociale d'insertion", "social-return"),
    ],
)
def test_a_criterion_text_points_to_its_theme(text: str, theme: str) -> None:
    assert SIGNALS.in_text(text) == {theme}


@pytest.mark.parametrize(
    "text",
    [
        "Prijs zal worden geëvalueerd op basis van de totale prijs, inclusief BTW.",
        "Tarief inclusief werkgeverslasten en reiskosten",
        "Inclusion of a fourth refrigerator",
        "Rijksinstituut voor Volksgezondheid en Milieu",
        "Omgevingsdienst Milieu en Veiligheid",
        "Onderhoud van de klimaatinstallatie en het binnenklimaat",
        "Werkklimaat en samenwerking",
        "Plan van aanpak klimaatadaptatie",
        "Levering van CO2-blussers",
        "Circulaire bodemsanering van het ministerie",
        "Hergebruik van gegevens uit de basisregistratie",
        "Gelijke behandeling van inschrijvers en non-discriminatoire selectie",
        "Diversiteit van het assortiment",
        "Return on investment",
        "Sociale vaardigheden van de projectleider",
        "isvlaag en ilo in kleine letters",
        "Kwaliteit",
        "",
    ],
)
def test_words_that_only_look_like_a_theme_give_no_signal(text: str) -> None:
    assert SIGNALS.in_text(text) == frozenset()


def test_one_text_may_point_to_several_themes() -> None:
    assert SIGNALS.in_text("Social return, circulariteit en CO2-reductie") == {"social-return", "circular", "climate"}


def test_only_the_beginning_of_an_endless_text_is_read() -> None:
    assert SIGNALS.in_text(" " * LONGEST_TEXT + "social return") == frozenset()


def test_every_theme_has_patterns_in_dutch_and_english() -> None:
    languages = {(row["theme"], row["language"]) for row in rows("text-signals", ("theme", "language", "pattern"))}

    assert {(theme, language) for theme in THEMES for language in ("nl", "en")} <= languages


def test_patterns_that_cannot_be_read_together_are_refused_with_their_theme() -> None:
    with pytest.raises(ValueError, match="circular"):
        TextSignals([_row("circular", "kringloop"), _row("circular", "(?i)hergebruik")])


def test_a_theme_that_is_not_of_the_agenda_gives_no_signal() -> None:
    signals = TextSignals([_row("innovation", "nieuw"), _row("circular", "kringloop")])

    assert signals.in_text("nieuwe kringloop") == {"circular"}


def _row(theme: str, pattern: str) -> dict[str, str]:
    return {"theme": theme, "language": "nl", "pattern": pattern}
