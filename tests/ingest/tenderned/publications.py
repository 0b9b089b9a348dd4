"""A publication of TenderNed, made here."""


def publication(**others: object) -> dict[str, object]:
    """The detail of a publication as the public service gives it."""
    return {
        "publicatieId": 421000,
        "kenmerk": 563214,
        "referentieNummer": "2026-17",
        "aanbestedingNaam": "Schoonmaak van kantoren",
        "opdrachtgeverNaam": "Gemeente Voorbeeld",
        "opdrachtBeschrijving": "Dagelijkse schoonmaak.",
        "publicatieDatum": "2026-04-18T12:15:00+02:00",
        "aankondigingCode": {"code": "AAO", "omschrijving": "Aankondiging opdracht"},
        "typeOpdrachtCode": {"code": "D", "omschrijving": "Diensten"},
        "procedureCode": {"code": "OPE", "omschrijving": "Openbaar"},
        "cpvCodes": [
            {"isHoofdOpdracht": False, "code": "90911200-8", "omschrijving": "Schoonmaken van gebouwen"},
            {"isHoofdOpdracht": True, "code": "90910000-9", "omschrijving": "Reinigingsdiensten"},
        ],
        "aanvangOpdrachtDatum": "2026-07-01",
        "voltooiingOpdrachtDatum": "2028-06-30",
        **others,
    }
