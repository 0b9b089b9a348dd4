"""A sole trader who is erased over HTTP is in no column of any table, and every figure is what it was."""

import re
from collections.abc import Iterator

import pytest

from shared.log.audit import AUDITED
from tests.conformance.documents import package, zipped
from tests.flow.bad_bodies import SAMPLES
from tests.flow.house import JSON, LINES, XML, ZIP, House, house_on, query, tables_of
from tests.flow.loads import lines
from tests.flow.test_redaction import SCHEMAS, readable, rows_of
from tests.ingest.test_erasure import NAME, NUMBER, award
from tests.services import eventually

NOTICE = (SAMPLES / "award.xml").read_bytes()
HISTORY = ("notice_history", "procedure_history", "lot_history", "winner_history")
VERZINSEL = "Voorbeeldbedrijf Verzinsel B.V."
ASKED: tuple[tuple[str, dict[str, object]], ...] = (
    ("ALG-P12", {"groupBy": "organisation"}),
    ("ALG-P15", {"groupBy": "theme", "granularity": "quarter"}),
    ("MKT-P01", {"groupBy": "organisation"}),
)


@pytest.fixture
def house(database: str) -> Iterator[House]:
    with house_on(database) as house:
        yield house


def places(house: House, words: tuple[str, ...]) -> set[tuple[str, str]]:
    """Tables and columns in which one of these words stands."""
    url = house.services.database_url
    found = set()
    for table in [*tables_of(url, *SCHEMAS), *(f"{schema}.audit_event" for schema in AUDITED)]:
        for row in rows_of(url, table):
            for column, value in row.items():
                text = readable(value).casefold()
                if any(word.casefold() in text for word in words):
                    found.add((table, column))
    return found


def test_who_is_erased_is_nowhere_and_no_figure_changes(house: House) -> None:
    number, name = NUMBER, VERZINSEL
    words = (NUMBER, NAME, number, name)
    release = award()
    del release["tender"]["classification"]  # eight digits like the number
    release["tender"]["title"] = f"Onderhoud door {NAME} ({NUMBER})"
    bodies = [(lines([release]), LINES), (NOTICE, XML)]
    sent = [house.send(body, media_type) for body, media_type in bodies]
    for submission in sent:
        house.report(submission)
    house.settle()
    assert places(house, words) >= {
        ("ingest.payload", "body"),
        ("procurement.notice", "content"),
        ("procurement.procedure", "title"),
        ("procurement.winner", "suppliers"),
    }
    asked = {"from_": "2020-01", "until": "2030-12", "groupBy": "organisation"}
    before = said_by(house, "ALG-P12", **asked)
    counted = query(house.services.database_url, "select count(*) from procurement.winner")

    administrator = house.services.person("registry", "registry:parties")
    answer = administrator.post(
        "/erasures", json={"identifiers": [NUMBER, number], "names": [NAME, name], "reason": "Verzoek (AVG art. 17)"}
    )
    assert answer.status_code == 201, answer.text
    done = "select erasure from ingest.erasure_applied"
    eventually(lambda: query(house.services.database_url, done) == [(answer.json()["id"],)], seconds=20)
    house.settle()
    assert places(house, words) == set()
    assert query(house.services.database_url, "select count(*) from procurement.winner") == counted
    assert said_by(house, "ALG-P12", **asked) == before

    kept = query(house.services.database_url, "select id, content_hash from procurement.notice order by 1")
    for body, media_type in bodies:
        again = house.send(body, media_type)
        house.report(again)
    house.settle()
    assert query(house.services.database_url, "select id, content_hash from procurement.notice order by 1") == kept
    assert places(house, words) == set()


def test_a_reason_that_names_the_trader_is_refused(house: House) -> None:
    administrator = house.services.person("registry", "registry:parties")
    body = {"identifiers": [NUMBER], "names": [NAME], "reason": f"Verzoek van {NAME}"}
    answer = administrator.post("/erasures", json=body)
    assert answer.status_code == 400
    assert NAME not in answer.text
    assert house.services.http("registry", "registry:parties").post("/erasures", json=body).status_code == 403


def figures(house: House, *, as_of: int | None) -> list[object]:
    asked = {"from_": "2020-01", "until": "2030-12", "asOf": as_of}
    return [said_by(house, code, **asked, **others) for code, others in ASKED]


def said_by(house: House, code: str, **asked: object) -> list[dict[str, object]]:
    """The rows of an answer; their links name the position of the data, which moves."""
    return [{**row, "links": None} for row in house.values(code, **asked)["rows"]]


def erase(house: House, *, identifiers: list[str], names: list[str]) -> None:
    """Have them erased, and wait until nothing of it is left to do."""
    administrator = house.services.person("registry", "registry:parties")
    body = {"identifiers": identifiers, "names": names, "reason": "Verzoek (AVG art. 17)"}
    answer = administrator.post("/erasures", json=body)
    assert answer.status_code == 201, answer.text
    done = "select erasure from ingest.erasure_applied"
    eventually(lambda: query(house.services.database_url, done) == [(answer.json()["id"],)], seconds=30)
    house.settle()


def counted(house: House, tables: tuple[str, ...]) -> dict[str, int]:
    url = house.services.database_url
    return {table: query(url, f"select count(*) from procurement.{table}")[0][0] for table in tables}  # noqa: S608


def test_the_past_loses_the_name_and_keeps_its_figures(house: House) -> None:
    url = house.services.database_url
    buyer = house.services.add_party("Voorbeeldgemeente Fictiedam", oin="00000099000000001000", demo=True)
    text, name = f"Onderhoud door {NAME} (KvK {NUMBER})", NAME.encode()
    release = award()
    del release["tender"]["classification"]  # eight digits like the number
    release["parties"][0]["identifier"] = {"scheme": "NL-OIN", "id": "00000099000000001000"}
    release["tender"] |= {"title": text, "lots": [{"id": "1", "title": text, "description": text}]}
    contractor = {"id": f"NL-KVK-{NUMBER}", "name": NAME}
    release["contracts"] = [{"id": "c1", "awardID": "a2", "subcontracting": {"subcontractors": [contractor]}}]
    update = {**release, "id": "2", "tag": ["awardUpdate"], "date": "2025-04-01T09:00:00Z"}
    update["tender"] = {**release["tender"], "title": f"Gewijzigd: {text}"}
    second = NOTICE.replace(b">01</cbc:VersionID>", b">02</cbc:VersionID>").replace(VERZINSEL.encode(), name)
    second = second.replace(b'<cbc:Name languageID="NLD">Voorbeeldgemeente', b'<cbc:Name languageID="NLD">V')
    own = house.services.http("ingest", "ingest:write", "ingest:read", party=buyer)
    positions = []
    for body, media_type in (
        (package([release]), JSON),
        (NOTICE, XML),
        (lines([update]), LINES),
        (zipped({f"{NAME}.xml": second, f"{NUMBER}.txt": b"x"}), ZIP),
    ):
        house.deliver(body, media_type)
        positions.append(house.settle())
    answer = own.post("/submissions", content=lines([release, update]), headers={"Content-Type": LINES})
    assert answer.status_code == 202, answer.text
    eventually(lambda: own.get(f"/submissions/{answer.json()['id']}").json()["state"] == "done")
    positions.append(house.settle())

    words = (NUMBER, NAME, VERZINSEL)
    stood = places(house, words)
    for table, column in (("notice", "content"), ("procedure", "title"), ("winner", "suppliers")):
        assert {(f"procurement.{table}", column), (f"procurement.{table}_history", column)} <= stood
    assert ("procurement.lot_history", "title") in stood
    assert {("ingest.record", "name"), ("ingest.payload", "names"), ("ingest.record", "place")} <= stood
    before = {each: figures(house, as_of=each) for each in positions}
    newest = figures(house, as_of=None)
    assert len({str(each) for each in before.values()}) > 1, "the figures moved in between"
    kept = counted(house, HISTORY)
    assert 0 not in kept.values()

    erase(house, identifiers=[NUMBER], names=[NAME, VERZINSEL])
    assert places(house, words) == set()
    assert {each: figures(house, as_of=each) for each in positions} == before
    assert figures(house, as_of=house.settle()) == before[positions[-1]]
    assert figures(house, as_of=None) == newest
    now = counted(house, HISTORY)
    assert all(now[table] >= kept[table] for table in HISTORY)
    for procedure in house.procedures():
        for path in ("", "/history"):
            shown = house.sender.get(f"/procedures/{procedure['id']}{path}")
            assert shown.status_code == 200
            assert not any(word.casefold() in shown.text.casefold() for word in words)
    assert query(url, "select count(*) from procurement.winner where suppliers::text like '%%\"size\"%%'")[0][0] > 0


def test_an_erased_buyer_keeps_its_procedure_together_under_no_name(house: House) -> None:
    url = house.services.database_url
    number, vat = "23456789", "NL001234567B01"
    body = NOTICE.replace(b"00000099000000001000", number.encode())
    body = body.replace(b"Voorbeeldgemeente Fictiedam", NAME.encode())
    body = re.sub(rb"<cbc:ContractFolderID>[^<]*</cbc:ContractFolderID>", b"", body)
    own_number = b'<cac:ProcurementProject>\n<cbc:ID schemeName="InternalID">INK-1</cbc:ID>'
    body = re.sub(
        rb'<cac:ProcurementProject>\s*(<cbc:ID schemeName="InternalID">[^<]*</cbc:ID>)?', own_number, body, count=1
    )
    bodies = {"1.xml": body, "2.xml": body.replace(b">eeeeeeee-2222", b">eeeeeeee-3333")}
    house.deliver(zipped(bodies), ZIP)
    house.settle()
    keys = "select distinct own_key from procurement.notice"
    assert query(url, keys) == [(f"own:kvk={number}:INK-1",)]
    assert [each["key"] for each in house.procedures()] == [f"own:kvk={number}:INK-1"]
    position = house.settle()
    before = [figures(house, as_of=each) for each in (None, position)]
    stood = places(house, (number, NAME))
    assert {
        ("procurement.identity_key", "key"),
        ("procurement.procedure", "key"),
        ("procurement.procedure", "buyers"),
    } <= stood

    erase(house, identifiers=[number, vat], names=[NAME])
    assert places(house, (number, NAME)) == set()
    [(key,)] = query(url, keys)
    assert key.startswith("own:erased-")
    assert key.endswith(":INK-1")
    [procedure] = house.procedures()
    assert procedure["key"] == key
    assert [figures(house, as_of=each) for each in (None, position)] == before
    unmatched = house.services.person("registry", "registry:parties").get("/unmatched-buyers").json()["items"]
    assert [(each["name"], each["keys"], each["procedures"]) for each in unmatched] == [(None, [], 1)]

    house.report(house.send(zipped(bodies), ZIP, key="nog-eens"))
    house.settle()
    assert [each["id"] for each in house.procedures()] == [procedure["id"]]
    assert places(house, (number, NAME)) == set()
