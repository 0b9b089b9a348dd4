"""Who may ask what, paging, validations, and the shape of the API."""

import threading
import time
from uuid import UUID, uuid4

import pytest

from tests.ingest.service.builders import (
    LINES,
    OIN_OF_BETA,
    XML,
    Sender,
    alpha,
    bearer,
    beta,
    ingest_on,
    ndjson,
    release,
    work_off,
)
from tests.services import add_party

DEEP = b'{"ocid":"a","id":"1","tender":' + b'{"a":' * 500 + b"1" + b"}" * 501 + b"\n"


def test_each_address_asks_its_own_right(database_module: str) -> None:
    any_id = uuid4()
    with ingest_on(database_module) as http:
        for path in ("submissions", f"submissions/{any_id}", "procedures", f"procedures/{any_id}", "changes", "me"):
            answer = http.get(f"/v1/{path}")
            assert answer.status_code == 401, path
            assert answer.headers["www-authenticate"].startswith("Bearer")
        writer = bearer("ingest:write", party="https://voorbeeld.test/p")
        for path in ("submissions", "procedures", "changes"):
            assert http.get(f"/v1/{path}", headers=writer).status_code == 403
        assert http.get("/v1/me", headers=writer).status_code == 200
        reader = bearer("ingest:read", party="https://voorbeeld.test/p")
        assert http.post("/v1/submissions", content=b"{}", headers={**reader, **LINES}).status_code == 403
        nobody = bearer("ingest:read", "ingest:write", party=None)
        assert http.get("/v1/submissions", headers=nobody).status_code == 403
        assert http.post("/v1/submissions", content=b"{}", headers={**nobody, **LINES}).status_code == 403
        assert http.get("/v1/submissions/not-a-uuid", headers=reader).status_code == 400


def test_a_sender_sees_its_own_submissions_and_of_another_not_even_that_they_exist(database: str) -> None:
    with ingest_on(database) as http:
        ours, theirs = Sender(http, alpha(database)), Sender(http, beta(database))
        submission = ours.sent(ndjson([release()]))
        work_off(database)
        assert [each["id"] for each in ours.items("/submissions")] == [submission]
        assert theirs.items("/submissions") == []
        for part in ("", "/findings", "/records", "/payload"):
            assert ours.get(f"/submissions/{submission}{part}").status_code == 200
            answer = theirs.get(f"/submissions/{submission}{part}")
            assert answer.status_code == 404
            assert answer.headers["content-type"] == "application/problem+json"


def test_lists_are_paged_by_cursor_and_a_foreign_cursor_is_refused(database: str) -> None:
    with ingest_on(database) as http:
        sender = Sender(http, alpha(database))
        sent = [sender.sent(ndjson([release(number)])) for number in range(5)]
        work_off(database)
        assert [each["id"] for each in sender.items("/submissions", limit=2)] == sent[::-1]
        assert len(sender.items("/procedures", limit=2)) == 5
        for path in ("/submissions", "/procedures", f"/submissions/{sent[0]}/records"):
            for cursor in ("x", "bm9uc2Vuc2U", "WyJhIl0", "WzEsImEiXQ"):
                assert sender.get(path, cursor=cursor).status_code == 400, (path, cursor)
            assert sender.get(path, limit=0).status_code == 400


def test_procedures_are_found_by_buyer_state_and_days(database: str) -> None:
    with ingest_on(database) as http:
        ours = alpha(database)
        sender = Sender(http, ours, any_buyer=True)
        beta(database)
        sender.sent(ndjson([release(1), release(2, oin=OIN_OF_BETA), release(3, date="2025-05-05T10:00:00Z")]))
        work_off(database)
        assert len(sender.items("/procedures", buyer=ours)) == 2
        assert len(sender.items("/procedures", buyer=add_party(database, name="Voorbeeldgemeente Gamma"))) == 0
        unknown = sender.get("/procedures", buyer="https://voorbeeld.test/niemand")
        assert [each["code"] for each in unknown.json()["errors"]] == ["unknown-organisation"]
        assert len(sender.items("/procedures", launchedFrom="2025-05-05", launchedUntil="2025-05-05")) == 1
        assert len(sender.items("/procedures", launchedUntil="2025-05-04")) == 2
        assert len(sender.items("/procedures", awardedFrom="2000-01-01")) == 0
        assert len(sender.items("/procedures", state="running")) == 3
        assert len(sender.items("/procedures", supplement="missing")) == 3
        assert sender.items("/procedures", supplement="final") == []
        assert sender.get("/procedures", supplement="draft").status_code == 400
        assert sender.get("/procedures", state="nonsense").status_code == 400
        assert sender.get("/procedures", launchedFrom="yesterday").status_code == 400
        [found] = sender.items("/procedures", buyer=ours, launchedFrom="2025-05-01")
        assert sender.get(f"/procedures/{found['id']}").json() == found
        assert (found["leadBody"], found["tier"], found["launchedOn"]) == (ours, "municipality", "2025-05-05")
        assert [lot["lotId"] for lot in found["lots"]] == ["LOT-0001"]
        assert set(found["lots"][0]["themes"]) == set(found["themes"])
        assert sender.get(f"/procedures/{UUID(int=1)}").status_code == 404


def test_me_says_who_i_am_and_for_whom_i_may_send(database: str) -> None:
    with ingest_on(database) as http:
        ours = alpha(database)
        me = http.get("/v1/me", headers=bearer("ingest:write", party=ours)).json()
    assert me["party"] == {"key": ours, "kind": "municipality", "name": "Voorbeeldgemeente Alpha"}
    assert [each["buyer"] for each in me["maySendFor"]] == [ours]
    assert me["missing"] == []


def test_a_validation_needs_no_token_and_gives_the_report_at_once(database_module: str) -> None:
    with ingest_on(database_module) as http:
        answer = http.post("/v1/validations", content=ndjson([release(1)]) + b"nonsense\n", headers=LINES)
        assert answer.status_code == 200, answer.text
        assert answer.json()["stored"] is False
        assert answer.json()["records"] == {"accepted": 1, "refused": 1}
        errors = [each for each in answer.json()["findings"] if each["severity"] == "error"]
        assert [each["ordinal"] for each in errors] == [2]
        for body, headers, status in (
            (b"", LINES, 400),
            (b"a,b", {"Content-Type": "application/pdf"}, 415),
            (b"<a/>", {**XML, "Content-Encoding": "br"}, 415),
            (b"x" * (10 * 2**20 + 1), LINES, 413),
        ):
            assert http.post("/v1/validations", content=body, headers=headers).status_code == status
        deep = http.post("/v1/validations", content=DEEP, headers=LINES)
        assert deep.json()["records"] == {"accepted": 0, "refused": 1}


def test_the_seconds_that_validations_work_are_counted_per_address(database_module: str) -> None:
    with ingest_on(database_module, validation_seconds_per_minute=0.0001) as http:
        answers = [http.post("/v1/validations", content=b"<a/>", headers=XML) for _ in range(2)]
        assert [answer.status_code for answer in answers] == [200, 429]
        assert 0 < int(answers[1].headers["retry-after"]) <= 60


def test_an_address_has_one_validation_at_a_time_and_others_are_still_served(database_module: str) -> None:
    large = ndjson([release(number) for number in range(12_000)])
    with ingest_on(database_module, gateways=("testclient",)) as http:
        answers: list[int] = []

        def busy() -> None:
            answers.append(http.post("/v1/validations", content=large, headers=LINES).status_code)

        def small(address: str) -> int:
            headers = {**LINES, "X-Forwarded-For": address}
            return http.post("/v1/validations", content=ndjson([release()]), headers=headers).status_code

        assert small("192.0.2.1") == 200  # its process runs from now on
        thread = threading.Thread(target=busy)
        thread.start()
        time.sleep(0.3)
        own = http.post("/v1/validations", content=ndjson([release()]), headers=LINES)
        others = [small(f"192.0.2.{number}") for number in range(2, 5)]
        still_busy = thread.is_alive()
        thread.join()
    assert still_busy
    assert (own.status_code, others) == (429, [200, 200, 200])
    assert own.headers["retry-after"] == "1"


def test_a_validation_that_takes_too_long_is_ended_and_the_next_one_served(database_module: str) -> None:
    many = ndjson([release(number) for number in range(8000)])
    with ingest_on(database_module, validation_seconds=0.05) as http:
        slow = http.post("/v1/validations", content=many, headers=LINES)
        assert slow.status_code == 413
        assert slow.headers["content-type"] == "application/problem+json"
    with ingest_on(database_module) as http:
        assert http.post("/v1/validations", content=ndjson([release()]), headers=LINES).status_code == 200


def test_health_answers_while_validations_run(database_module: str) -> None:
    many = ndjson([release(number) for number in range(3000)])
    with ingest_on(database_module, gateways=("testclient",)) as http:
        statuses: list[int] = []

        def ask(address: str) -> None:
            headers = {**LINES, "X-Forwarded-For": address}
            statuses.append(http.post("/v1/validations", content=many, headers=headers).status_code)

        asked = [threading.Thread(target=ask, args=[f"192.0.2.{number}"]) for number in range(3)]
        for thread in asked:
            thread.start()
        slowest = 0.0
        while any(thread.is_alive() for thread in asked):
            started = time.monotonic()
            assert http.get("/health/live").status_code == 200
            slowest = max(slowest, time.monotonic() - started)
        assert statuses == [200, 200, 200]
        assert slowest < 2


@pytest.mark.parametrize("path", ["/v1/openapi.json", "/health/live", "/health/ready"])
def test_the_ordinary_addresses_answer(database_module: str, path: str) -> None:
    with ingest_on(database_module) as http:
        assert http.get(path).status_code == 200


def test_the_media_types_and_rights_stand_in_the_description(database_module: str) -> None:
    with ingest_on(database_module) as http:
        paths = http.get("/v1/openapi.json").json()["paths"]
    sending = paths["/submissions"]["post"]
    assert "application/x-ndjson" in sending["requestBody"]["content"]
    assert sending["security"] == [{"registry": ["ingest:write"]}]
    assert "security" not in paths["/validations"]["post"]
    assert {"202", "200", "default"} <= set(sending["responses"])
