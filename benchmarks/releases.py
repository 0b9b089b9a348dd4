"""OCDS releases to measure with: one award release per process, of fictitious bodies, about 2.5 kB a line."""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

import orjson

BODIES = 342  # as many as there are municipalities
FIRST_DAY = date(2025, 1, 1)
_DAYS = 365  # a year
_KINDS = (
    *("gemeente", "gemeente", "gemeente", "gemeente", "zbo", "gemeenschappelijke_regeling"),
    *("waterschap", "provincie", "ministerie", "speciale_sector"),
)
_CPVS = ("90910000", "45233120", "55520000", "30213100", "72000000", "33600000", "79710000", "34144210")
_GOALS = ("environmental.climateChangeMitigation", "environmental.circularEconomy", "social.laborRights", None, None)


def kvk(number: int) -> str:
    """KvK number of a fictitious body."""
    return f"9902{number:04}"


def oin(number: int) -> str:
    """OIN of a fictitious body: the range for tests."""
    return f"00000099{number + 1:09}000"


def uri(number: int) -> str:
    """Address of a fictitious body in the register."""
    return f"https://identifier.overheid.nl/tooi/id/gemeente/gm{9000 + number}"


def parties_csv(count: int) -> str:
    """So many fictitious bodies as a list the registry can import."""
    columns = (
        "tier,organisation_type,tooi_uri,organisation_code,cbs_code,name,official_name,abbreviation,oin,kvk,rsin,"
        "roo_id,owms_uri,eu_atu_uri,wikidata,province_tooi_uri,website,source_retrieved"
    )
    kinds = ("gemeente" if n < BODIES else _KINDS[n % len(_KINDS)] for n in range(count))
    rows = [
        f"{kind},{kind},{uri(n)},gm{9000 + n},,Voorbeeldgemeente {n},,,{oin(n)},{kvk(n)},,,,,,,,"
        for n, kind in enumerate(kinds)
    ]
    return "\n".join([columns, *rows]) + "\n"


def lines(count: int, *, first: int = 0, body: int | None = None) -> Iterator[bytes]:
    """Yield so many releases, each one line of JSON; those of another first number are other procedures.

    They are of this body, or by chance of one of `BODIES`.
    """
    chance = random.Random(first)  # noqa: S311 - data to measure with, no secret
    for number in range(first, first + count):
        yield orjson.dumps(_release(number, chance, body)) + b"\n"


def write(path: Path, count: int, *, first: int = 0) -> int:
    """Write so many releases to a file; gives its size in bytes."""
    with path.open("wb") as file:
        file.writelines(lines(count, first=first))
    return path.stat().st_size


def _release(number: int, chance: random.Random, body: int | None) -> dict[str, object]:
    awarded = FIRST_DAY + timedelta(days=chance.randrange(_DAYS))
    signed = awarded + timedelta(days=20)
    body = chance.randrange(BODIES) if body is None else body
    goal = chance.choice(_GOALS)
    amount = chance.randrange(20_000, 4_000_000)
    ocid = f"ocds-bench-{number:09}"
    buyer, supplier = {"id": "ORG-1", "name": f"Voorbeeldgemeente {body}"}, {"id": "ORG-2", "name": f"Fictief {number}"}
    return {
        "ocid": ocid,
        "id": f"{ocid}-1",
        "date": f"{signed.isoformat()}T10:00:00+01:00",
        "tag": ["award", "contract"],
        "initiationType": "tender",
        "language": "nl",
        "parties": [
            {
                **buyer,
                "identifier": {"scheme": "NL-KVK", "id": kvk(body), "legalName": buyer["name"]},
                "address": {"streetAddress": "Voorbeeldstraat 1", "locality": "Eikstad", "countryName": "Nederland"},
                "contactPoint": {
                    "name": "Afdeling inkoop",
                    "email": "inkoop@example.org",
                    "telephone": "+31 000000000",
                },
                "roles": ["buyer", "procuringEntity"],
            },
            {
                **supplier,
                "identifier": {"scheme": "NL-KVK", "id": f"98{number % 1_000_000:06}", "legalName": supplier["name"]},
                "address": {"locality": "Beukdorp", "countryName": "Nederland"},
                "contactPoint": {"name": "Verkoop", "email": f"verkoop{number}@example.org"},
                "details": {"scale": chance.choice(("micro", "small", "medium", "large"))},
                "roles": ["supplier", "tenderer"],
            },
        ],
        "buyer": buyer,
        "tender": {
            "id": str(UUID(int=number + 1)),
            "title": f"Voorbeeldopdracht {number}",
            "description": "Een opdracht om snelheid mee te meten; de omschrijving is zo lang als een korte echte.",
            "status": "complete",
            "procurementMethod": "open",
            "mainProcurementCategory": chance.choice(("goods", "services", "works")),
            "value": {"amount": amount * 1.1, "currency": "EUR"},
            "legalBasis": {"scheme": "CELEX", "id": "32014L0024"},
            "lots": [
                {
                    "id": "LOT-0001",
                    "title": f"Voorbeeldopdracht {number}",
                    "value": {"amount": amount * 1.1, "currency": "EUR"},
                    "contractPeriod": {"startDate": f"{signed.isoformat()}T00:00:00Z", "durationInDays": 720},
                    **({"hasSustainability": True, "sustainability": [{"goal": goal}]} if goal else {}),
                    "awardCriteria": {
                        "criteria": [
                            {
                                "type": "price",
                                "name": "Prijs",
                                "numbers": [{"number": 60, "weight": "percentageExact"}],
                            },
                            {"type": "quality", "name": "Plan van aanpak", "numbers": [{"number": 40}]},
                        ]
                    },
                }
            ],
            "items": [
                {
                    "id": "1",
                    "classification": {"scheme": "CPV", "id": chance.choice(_CPVS)},
                    "relatedLot": "LOT-0001",
                    "deliveryAddresses": [{"region": "NL224", "country": "NL"}],
                }
            ],
        },
        "bids": {
            "statistics": [{"id": "1", "measure": "bids", "value": chance.randrange(1, 7), "relatedLots": ["LOT-0001"]}]
        },
        "awards": [
            {
                "id": "AW-1",
                "status": "active",
                "date": f"{awarded.isoformat()}T00:00:00+01:00",
                "value": {"amount": amount, "currency": "EUR"},
                "suppliers": [supplier],
                "relatedLots": ["LOT-0001"],
            }
        ],
        "contracts": [
            {"id": "CON-1", "awardID": "AW-1", "status": "active", "dateSigned": f"{signed.isoformat()}T00:00:00+01:00"}
        ],
    }
