"""A running house with data of two bodies, and what a row of the matrix asks there."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

import httpx

from tests.conformance.matrix import Row
from tests.flow.house import LINES, House, everything
from tests.services import ALL, RunningServices, eventually

SCOPES_OF_SENDERS = ("ingest:write", "ingest:read")
OIN = {"a": "00000099770000001000", "b": "00000099770000002000"}
OIN_OF_SUPPLIER = "00000099770000003000"


@dataclass
class World:
    """A running house with data of two bodies, a caller for every role, and what stands in the paths."""

    services: RunningServices
    callers: Mapping[tuple[str, str], httpx.Client]
    values: Mapping[tuple[str, str], str]


def world_of(house: House) -> World:
    services = house.services
    bodies = {name: services.add_party(f"Voorbeeldgemeente {name.upper()}", oin=OIN[name]) for name in ("a", "b")}
    provider = services.add_party("Voorbeelddienstverlener", kind="service-provider")
    supplier = services.add_party("Voorbeeldleverancier", kind="service-provider", oin=OIN_OF_SUPPLIER)
    callers: dict[tuple[str, str], httpx.Client] = {}
    for service in ALL:
        callers |= {
            (service, "anonymous"): services.http(service),
            (service, "sender"): services.http(service, *SCOPES_OF_SENDERS, party=bodies["a"]),
            (service, "mandated"): services.http(service, *SCOPES_OF_SENDERS, party=provider),
            (service, "other"): services.http(service, *SCOPES_OF_SENDERS, party=bodies["b"]),
            (service, "steward"): services.person(
                service, "registry:body", "kpi:body", subject="steward", party=bodies["a"]
            ),
            (service, "administrator"): services.person(
                service,
                *("registry:parties", "registry:clients", "registry:lists", "registry:read"),
                *("kpi:propose", "kpi:adopt", "kpi:publish"),
            ),
            (service, "auditor"): services.http(service, "audit:read"),
            (service, "dashboard"): services.http(service, "kpi:read"),
            (service, "sandbox"): services.http_of_test_body(service),
            (service, "supplier"): services.http(service, "ingest:supplier", party=supplier),
        }
    values = {("key", name): uri for name, uri in bodies.items()} | {("key", "provider"): provider}
    values |= _of_the_registry(services, bodies, provider)
    values["goal", "-"], values["allocation", "-"], values["share", "-"] = "P-I-b", "999", "1"
    values["code", "-"], values["sender_key", "-"], values["mapping", "-"] = "ALG-P13", "nobody's", "nobodys"
    for name, role in (("a", "sender"), ("b", "other")):
        sender = callers["ingest", role]
        submission = _sent(sender, name)
        values["submission_id", name] = submission
        [procedure] = everything(sender, "/procedures", buyer=bodies[name])
        values["procedure_id", name] = procedure["id"]
        [values["notice_id", name]] = procedure["noticeIds"]
        values["sender_key", name] = _put(sender, name)
        values["contract_id", name] = values["unit_id", name] = _contract(sender, name)
        values["mapping", name] = _mapping(sender, name)
        values["client", name] = callers["registry", role].get("/me").json()["client"]
    return World(services, callers, values)


def _of_the_registry(services: RunningServices, bodies: Mapping[str, str], provider: str) -> dict[tuple[str, str], str]:
    """Mandates and participations of both bodies, and names that stand in paths."""
    values = {
        ("name", "-"): "tiers",
        ("data_contract", "-"): "ppds-registration",
        ("version", "-"): "1.0.0",
        ("dataset", "-"): "procedures",
        ("succession", "-"): "999",
        ("unit", "-"): "00000000-0000-0000-0000-000000000999",
        ("link", "-"): "999",
        ("erasure", "-"): "999",
        ("objection", "-"): "999",
        ("proposal", "-"): "999",
        ("cycle", "-"): "999",
        ("pack", "-"): "icbr-2024-1",
        ("criterion", "-"): "999",
        ("need", "-"): "999",
        ("publication", "-"): "2024-first",
        ("file", "-"): "figures.csv",
        ("subject", "-"): "lots",
        ("position", "-"): "1",
        ("download", "-"): "2025.parquet",
    }
    proposing = services.person("registry", "registry:parties", "registry:read", subject="voorsteller")
    for name, body in bodies.items():
        asked = {
            "mandatary": provider,
            "bodies": [body],
            "kinds": ["notice"],
            "basis": "Besluit van een voorbeeldcollege",
        }
        proposed = proposing.post("/mandates", json=asked)
        assert proposed.status_code == 201, proposed.text
        values["mandate_id", name] = proposed.json()["id"]
        granting = services.person("registry", "registry:body", subject=f"steward-{name}", party=body)
        granted = granting.post(
            f"/mandates/{values['mandate_id', name]}/grants",
            json={"bodies": [body]},
            headers={"If-Match": proposed.headers["ETag"]},
        )
        assert granted.status_code == 200, granted.text
        [participation] = proposing.get("/participations", params={"party": body}).json()["items"]
        values["participation_id", name] = participation["id"]
    return values


def _put(sender: httpx.Client, name: str) -> str:
    key = f"BON-{name}"
    record = {"buyer": OIN[name], "awardedOn": "2025-03-10", "what": "cpv:39130000", "valueBand": 1}
    made = sender.put(f"/registrations/{key}", json=record)
    assert made.status_code == 201, made.text
    return key


def _contract(sender: httpx.Client, name: str) -> str:
    """A contract of a body; that of body A is with the supplier."""
    supplier = {"supplier": {"scheme": "NL-OIN", "id": OIN_OF_SUPPLIER}} if name == "a" else {}
    made = sender.put(f"/contracts/CON-{name}", json={"buyer": OIN[name], "startsOn": "2025-01-01", **supplier})
    assert made.status_code == 201, made.text
    [contract] = everything(sender, "/contracts")
    return str(contract["id"])


def _sent(sender: httpx.Client, name: str) -> str:
    buyer = {"id": "b1", "name": f"Voorbeeldgemeente {name.upper()}"}
    release = {
        "ocid": f"ocds-wie-mag-{name}",
        "id": f"{name}-1",
        "date": "2025-03-10T09:00:00Z",
        "tag": ["tender"],
        "initiationType": "tender",
        "parties": [{**buyer, "identifier": {"scheme": "NL-OIN", "id": OIN[name]}, "roles": ["buyer"]}],
        "buyer": buyer,
        "tender": {"id": f"T-{name}", "title": "Schoonmaak", "status": "active", "lots": [{"id": "LOT-0001"}]},
    }
    sent = sender.post("/submissions", content=json.dumps(release).encode() + b"\n", headers={"Content-Type": LINES})
    assert sent.status_code == 202, sent.text
    submission = str(sent.json()["id"])
    eventually(lambda: sender.get(f"/submissions/{submission}").json()["state"] == "done")
    assert sender.get(f"/submissions/{submission}").json()["counts"]["accepted"] == 1
    return submission


def _mapping(sender: httpx.Client, name: str) -> str:
    """A column mapping of a body."""
    kept = {"dataContract": "ppds-registration", "columns": {"Inkoopnummer": "senderKey"}}
    assert sender.put(f"/column-mappings/of-{name}", json=kept).status_code == 201
    return f"of-{name}"


NAMED: Mapping[str, dict[str, str]] = {
    "/explanations": {"indicator": "ALG-P13", "from": "2025-01", "until": "2025-12"},
    "/coverage": {"year": "2025"},
    "/blind-spots": {"year": "2025"},
    "/plan-statuses": {"year": "2025"},
    "/ocds/records": {"year": "2025"},
    "/ocds/releases": {"year": "2025"},
    "/rdf/procedures": {"year": "2025"},
    "/search": {"q": "gemeente"},
}
"""What a question must name, whoever asks it."""


def asked(world: World, row: Row, caller: httpx.Client) -> httpx.Response:
    """Ask what a row says, as this caller."""
    path = row.path
    for name in [step.strip("{}") for step in path.split("/") if step.startswith("{")]:
        path = path.replace(f"{{{name}}}", world.values[name, row.about])
    of_a_period = (
        *("/values", "/evidence", "/trial", "/ranking", "/scorecards/{key}", "/spend-impact"),
        "/progress",
        "/tree",
    )
    query = {"against": "2023-first"} if row.path.endswith("/differences") else {}
    query |= {"from": "2025-01", "until": "2025-12"} if row.path.endswith(of_a_period) else {}
    query |= _of_quality(world, row)
    if row.path in {"/sending-rights", "/governance"}:
        query["party"] = world.values["key", row.about]
    query |= NAMED.get(row.path, {})
    if row.path in {"/records", "/lookup"}:
        query["find" if row.path == "/records" else "number"] = f"ocds-wie-mag-{row.about}"
    if row.path == "/registration-comparisons":
        query = {"awardedFrom": "2025-01-01", "awardedUntil": "2025-12-31", "buyer": world.values["key", row.about]}
    if row.path == "/spend-suppliers":
        query = {"year": "2025", "buyer": world.values["key", row.about]}
    if row.path == "/values":
        query["indicators"] = "ALG-P13"
    content = None
    if row.body == "empty":
        content = b""
    elif row.body != "-":
        content = json.dumps(body_of(world, row)).encode()
    headers = {} if content is None else {"Content-Type": media_type_of(row.path)}
    return caller.request(row.method, path, params=query, content=content, headers=headers)


def _of_quality(world: World, row: Row) -> dict[str, str]:
    if row.about == "-" or not row.path.startswith("/quality/"):
        return {}
    return {"from": "2025-01-01", "until": "2025-12-31", "buyer": world.values["key", row.about]}


def body_of(world: World, row: Row) -> dict[str, object]:
    """A body that is right but for what makes it change nothing: it repeats what is there, or lacks If-Match."""
    party = world.values.get(("key", row.about), "")
    given: dict[str, dict[str, object]] = {
        "mandate": {
            "mandatary": world.values["key", "provider"],
            "bodies": [party],
            "kinds": ["notice"],
            "basis": "Nog een besluit",
        },
        "bodies": {"bodies": [party]},
        "application": {"party": party, "accepts": [{"document": "data-space", "version": "1"}]},
        "step": {"step": "leave"},
        "accepts": {"accepts": [{"document": "data-space", "version": "1"}]},
        "governance": {"roles": [], "instruments": [], "themes": []},
        "reason": {"reason": "Bij vergissing"},
        "answer": {"answer": "accepted", "reason": "Akkoord"},
        "decision": {"outcome": "adopted", "reason": "Akkoord"},
    }
    return given[row.body]


def media_type_of(path: str) -> str:
    """What a body sent there is."""
    return {
        "/parties/_import": "text/csv",
        "/factor-sets": "text/csv",
        "/submissions": LINES,
        "/validations": LINES,
        "/events": "application/cloudevents+json",
    }.get(path, "application/json")
