"""One record at a time: the findings stand in the answer, versions by If-Match, everything else as in bulk."""

from typing import Any

from httpx2 import Response

from tests.ingest.own_records.records import registration
from tests.ingest.own_records.test_registrations import counted
from tests.ingest.service.builders import OIN_OF_ALPHA, OIN_OF_BETA, Sender, beta, rows, work_off

PATH = "/v1/registrations/BON-1"


def stated(**others: object) -> dict[str, Any]:
    record = registration(1, **others)
    return {name: value for name, value in record.items() if name not in ("format", "senderKey")}


def put(sender: Sender, *, path: str = PATH, if_match: str | None = None, **others: object) -> Response:
    headers = sender.headers if if_match is None else {**sender.headers, "If-Match": if_match}
    return sender.http.put(path, json=stated(**others), headers=headers)


def codes(answer: Response) -> list[tuple[str, str]]:
    said = answer.json()
    return [(each["code"], each["location"]) for each in said.get("findings", said.get("errors", []))]


def test_a_record_is_made_counts_at_once_and_is_read_back(database: str, sender: Sender) -> None:
    made = put(sender, kleur="rood")
    assert (made.status_code, made.headers["ETag"], codes(made)) == (201, '"1"', [("REC-011", "/kleur")])
    assert counted(database) == [("BON-1", 2, True, True, False)]
    read = sender.http.get(PATH, headers=sender.headers)
    assert (read.status_code, read.headers["ETag"]) == (200, '"1"')
    assert (read.json()["state"], read.json()["content"]["kleur"]) == ("final", "rood")


def test_it_is_a_submission_of_one_with_its_report_and_kept_copy(sender: Sender) -> None:
    submission = put(sender).json()["submission"]
    report = sender.report(submission)
    assert (report["state"], report["counts"]["accepted"], report["format"]) == ("done", 1, "ppds-json")
    [record] = sender.items(f"/submissions/{submission}/records")
    assert (record["kind"], record["senderKey"], record["version"]) == ("registration", "BON-1", "1")
    assert '"senderKey":"BON-1"' in sender.get(f"/submissions/{submission}/payload").text


def test_a_change_names_the_version_it_starts_from_and_gets_the_next_number(database: str, sender: Sender) -> None:
    put(sender)
    assert put(sender, valueBand=3).status_code == 428
    assert put(sender, valueBand=3, if_match='"7"').status_code == 412
    changed = put(sender, valueBand=3, if_match='"1"')
    assert (changed.status_code, changed.headers["ETag"], changed.json()["senderVersion"]) == (200, '"2"', 2)
    assert put(sender, valueBand=4, if_match='"1"').status_code == 412
    assert counted(database) == [("BON-1", 3, True, True, False)]


def test_a_number_that_is_not_newer_is_a_conflict_that_names_the_newest(database: str, sender: Sender) -> None:
    put(sender, senderVersion=5)
    refused = put(sender, senderVersion=4, valueBand=3, if_match='"5"')
    assert (refused.status_code, codes(refused)) == (409, [("newer-version", "/senderVersion")])
    assert "version 5" in refused.json()["errors"][0]["message"]["en"]
    assert counted(database) == [("BON-1", 2, True, True, False)]


def test_if_match_on_what_does_not_exist_is_refused(database: str, sender: Sender) -> None:
    assert put(sender, if_match='"1"').status_code == 412
    assert rows(database, "select count(*) from procurement.own_record") == [(0,)]


def test_the_same_content_again_changes_nothing_and_needs_no_if_match(database: str, sender: Sender) -> None:
    put(sender)
    again = put(sender)
    assert (again.status_code, again.json()["stored"], again.headers["ETag"]) == (200, False, '"1"')
    assert rows(database, "select count(*) from ingest.submission") == [(1,)]


def test_a_withdrawal_has_a_reason_and_takes_the_effect_away(database: str, sender: Sender) -> None:
    put(sender)
    bare = put(sender, state="withdrawn", if_match='"1"')
    assert (bare.status_code, codes(bare)) == (400, [("REC-015", "/reason")])
    assert put(sender, state="withdrawn", reason="Dubbel", if_match='"1"').status_code == 200
    assert counted(database) == []
    assert sender.http.get(PATH, headers=sender.headers).json()["state"] == "withdrawn"


def test_a_draft_is_read_back_by_its_body_and_counts_nowhere(database: str, sender: Sender) -> None:
    assert codes(put(sender, state="draft")) == [("REC-016", "/state")]
    assert counted(database) == []
    assert sender.http.get(PATH, headers=sender.headers).json()["state"] == "draft"


def test_what_is_wrong_is_a_problem_with_its_places_and_nothing_is_kept(database: str, sender: Sender) -> None:
    wrong = put(sender, valueBand=14, awardedOn="2026-13-01")
    assert wrong.status_code == 400
    assert set(codes(wrong)) == {("REC-009", "/valueBand"), ("REC-008", "/awardedOn")}
    other = sender.http.put(PATH, json=stated() | {"senderKey": "BON-2"}, headers=sender.headers)
    assert (other.status_code, codes(other)) == (400, [("other-name", "/senderKey")])
    assert sender.http.put(PATH, json=[], headers=sender.headers).status_code == 400
    assert rows(database, "select count(*) from ingest.submission") == [(0,)]


def test_the_buyer_may_stand_in_the_address_and_a_key_may_hold_a_slash(database: str, sender: Sender) -> None:
    body = {name: value for name, value in stated().items() if name != "buyer"}
    made = sender.http.put(f"/v1/registrations/2026/17?buyer={OIN_OF_ALPHA}", json=body, headers=sender.headers)
    assert (made.status_code, made.json()["senderKey"]) == (201, "2026/17")
    assert [row[0] for row in counted(database)] == ["2026/17"]


def test_another_body_can_neither_put_nor_read(database: str, sender: Sender) -> None:
    put(sender, state="draft")
    other = Sender(sender.http, beta(database), client="client-2")
    refused = other.http.put(PATH, json=stated(), headers=other.headers)
    assert (refused.status_code, codes(refused)) == (403, [("ING-001", "/buyer")])
    assert put(sender, buyer=OIN_OF_BETA, path="/v1/registrations/B").status_code == 403
    for query in ("", f"?buyer={OIN_OF_ALPHA}"):
        assert other.http.get(f"{PATH}{query}", headers=other.headers).status_code == 404
    broken = sender.http.put(
        PATH, content=b"{\xde\xbd)", headers={**sender.headers, "Content-Type": "application/json"}
    )
    assert broken.status_code == 400
    assert other.http.get(f"{PATH}?buyer=123", headers=other.headers).status_code == 400


def test_in_the_sandbox_a_record_is_judged_and_not_kept(database: str, sender: Sender) -> None:
    test_body = Sender(sender.http, "urn:test-body", client="sandbox-1", sandbox=True)
    judged = put(test_body)
    assert (judged.status_code, judged.json()["stored"], codes(judged)) == (200, False, [("ING-010", "")])
    assert test_body.http.get(PATH, headers=test_body.headers).status_code == 404
    assert rows(database, "select count(*) from procurement.own_record") == [(0,)]


def test_bulk_and_single_speak_of_the_same_record(database: str, sender: Sender) -> None:
    put(sender)
    submission = sender.sent(b'{"rows": [], "format": "ppds-registration"}', {"Content-Type": "application/json"})
    work_off(database)
    assert sender.report(submission)["counts"]["refused"] == 1
    body = registration(senderVersion=4, valueBand=4)
    bulk = sender.http.post("/v1/submissions", json=body, headers=sender.headers)
    assert bulk.status_code == 202
    work_off(database)
    assert sender.http.get(PATH, headers=sender.headers).headers["ETag"] == '"4"'
