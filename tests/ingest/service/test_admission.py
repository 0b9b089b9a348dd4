import psycopg
import pytest
from httpx2 import Response

from tests.conftest import plain
from tests.ingest.service.builders import LINES, OIN_OF_ALPHA, Sender, ingest_on, ndjson, release, rows
from tests.services import add_party


def party_that(database: str, state: str | None) -> str:
    """A party of which this is the state of its participation; None never applied."""
    party = add_party(database, name="Voorbeeldgemeente Alpha", oin=OIN_OF_ALPHA, demo=True, admitted=state is not None)
    if state is not None:
        with psycopg.connect(plain(database)) as owner:
            owner.execute("update registry.participation set state = %s", [state])
    return party


def codes(answer: Response) -> list[str]:
    return [error["code"] for error in answer.json().get("errors", [])]


@pytest.mark.parametrize(
    ("state", "missing", "advice"),
    [
        (None, "not-applied", "POST /v1/participations"),
        ("applied", "not-admitted", "waits for an administrator"),
        ("suspended", "suspended", "GET /v1/participations"),
        ("left", "left", "POST /v1/participations"),
    ],
)
def test_a_party_that_is_not_admitted_cannot_send_and_is_told_what_to_do(
    database: str, state: str | None, missing: str, advice: str
) -> None:
    party = party_that(database, state)
    with ingest_on(database) as http:
        sender = Sender(http, party)
        refused = sender.send(ndjson([release()]), {**LINES, "Accept-Language": "en"})
        dutch = sender.send(ndjson([release()]), {**LINES, "Accept-Language": "nl"})
        me = sender.get("/me").json()

    assert (refused.status_code, codes(refused)) == (403, ["not-admitted"])
    assert advice in refused.json()["detail"]
    assert dutch.json()["detail"].startswith("Deze partij mag niet inzenden")
    assert missing in [right["code"] for right in me["missing"]]
    assert me["maySendFor"] == []
    assert rows(database, "select count(*) from ingest.submission") == [(0,)]
    assert rows(database, "select count(*) from ingest.arrival") == [(0,)]


def test_an_admitted_party_sends(database: str) -> None:
    with ingest_on(database) as http:
        sender = Sender(http, party_that(database, "admitted"))
        sender.sent(ndjson([release()]))
        me = sender.get("/me").json()
        assert [right["buyer"] for right in me["maySendFor"]] == [me["party"]["key"]]
        assert me["missing"] == []


def test_a_sandbox_client_needs_no_admission(database: str) -> None:
    with ingest_on(database) as http:
        sender = Sender(http, party_that(database, None), sandbox=True)
        sender.sent(ndjson([release()]))
        assert [right["code"] for right in sender.get("/me").json()["missing"]] == ["sandbox"]


def test_a_token_for_a_party_that_nobody_knows_cannot_send(database: str) -> None:
    with ingest_on(database) as http:
        refused = Sender(http, "https://voorbeeld.test/niemand").send(ndjson([release()]))

    assert (refused.status_code, codes(refused)) == (403, ["not-admitted"])


def test_who_was_suspended_still_reads_back_what_it_sent(database: str) -> None:
    party = party_that(database, "admitted")
    with ingest_on(database) as http:
        sender = Sender(http, party)
        submission = sender.sent(ndjson([release()]))
        with psycopg.connect(plain(database)) as owner:
            owner.execute("update registry.participation set state = 'suspended'")
        again = sender.send(ndjson([release()]))

        assert again.status_code == 403
        assert sender.get(f"/submissions/{submission}").status_code == 200
