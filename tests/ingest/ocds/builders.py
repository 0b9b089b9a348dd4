"""Fictitious releases: builders fill in what a test is not about."""

from __future__ import annotations

from typing import Any

Release = dict[str, Any]

PROCEDURE = "3f04e24d-412f-4334-90f3-5244f3059000"


def release(**changes: object) -> Release:
    """One award release of a fictitious municipality with one lot and one winner, of about 2.5 KB as a line."""
    made: Release = {
        "ocid": "ocds-voorbeeld-0001",
        "id": "0001-gunning",
        "date": "2025-03-14T09:30:00+01:00",
        "tag": ["award", "contract"],
        "language": "nl",
        "initiationType": "tender",
        "parties": [
            {
                "id": "ORG-0001",
                "name": "Voorbeeldgemeente Westerdam",
                "roles": ["buyer"],
                "identifier": {"scheme": "NL-OIN", "id": "00000099000000001000", "legalName": "Voorbeeldgemeente"},
                "address": {
                    "streetAddress": "Raadhuisplein 1",
                    "locality": "Westerdam",
                    "postalCode": "1234 AB",
                    "country": "NLD",
                },
                "details": {"classifications": [{"scheme": "eu-buyer-legal-type", "id": "la"}]},
            },
            {
                "id": "ORG-0002",
                "name": "Fictief Schoonmaakbedrijf B.V.",
                "roles": ["tenderer", "supplier"],
                "identifier": {"scheme": "NL-KVK", "id": "99000002"},
                "address": {"locality": "Oosterveen", "country": "NLD"},
                "details": {"scale": "small"},
            },
        ],
        "buyer": {"id": "ORG-0001", "name": "Voorbeeldgemeente Westerdam"},
        "tender": {
            "id": PROCEDURE,
            "title": "Schoonmaak van gemeentelijke gebouwen",
            "description": "Dagelijkse en periodieke schoonmaak van het stadhuis en drie wijkcentra.",
            "status": "complete",
            "procurementMethod": "open",
            "procurementMethodDetails": "Open procedure",
            "mainProcurementCategory": "services",
            "legalBasis": {"scheme": "CELEX", "id": "32014L0024"},
            "value": {"amount": 1200000, "currency": "EUR"},
            "lots": [
                {
                    "id": "LOT-0001",
                    "title": "Schoonmaak",
                    "mainProcurementCategory": "services",
                    "value": {"amount": 1200000.0, "currency": "EUR"},
                    "contractPeriod": {"durationInDays": 1460},
                    "hasSustainability": True,
                    "sustainability": [
                        {"goal": "social.disadvantagedEmployment", "strategies": ["contractPerformanceConditions"]},
                        {"goal": "environmental.pollutionPrevention", "strategies": ["awardCriteria"]},
                    ],
                    "awardCriteria": {
                        "criteria": [
                            {"type": "price", "numbers": [{"number": 40, "weight": "percentageExact"}]},
                            {
                                "type": "quality",
                                "name": "Inzet van mensen met een afstand tot de arbeidsmarkt",
                                "numbers": [{"number": 60, "weight": "percentageExact"}],
                            },
                        ]
                    },
                    "techniques": {"hasFrameworkAgreement": False},
                    "hasAccessibilityCriteria": False,
                }
            ],
            "items": [
                {"id": "1", "relatedLot": "LOT-0001", "classification": {"scheme": "CPV", "id": "90910000"}},
            ],
        },
        "bids": {
            "statistics": [
                {"id": "1", "measure": "bids", "value": 4, "relatedLots": ["LOT-0001"]},
                {"id": "2", "measure": "smeBids", "value": 3, "relatedLots": ["LOT-0001"]},
            ],
            "details": [
                {
                    "id": "TEN-0001",
                    "value": {"amount": 1100000.5, "currency": "EUR"},
                    "tenderers": [{"id": "ORG-0002"}],
                    "relatedLots": ["LOT-0001"],
                }
            ],
        },
        "awards": [
            {
                "id": "RES-0001",
                "status": "active",
                "date": "2025-03-01T00:00:00+01:00",
                "value": {"amount": 1100000.5, "currency": "EUR"},
                "suppliers": [{"id": "ORG-0002"}],
                "relatedLots": ["LOT-0001"],
                "relatedBids": ["TEN-0001"],
            }
        ],
        "contracts": [
            {
                "id": "CON-0001",
                "awardID": "RES-0001",
                "dateSigned": "2025-03-28T00:00:00+01:00",
                "relatedBids": ["TEN-0001"],
            }
        ],
    }
    return {**made, **changes}
