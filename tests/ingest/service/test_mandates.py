"""Who may send for whom, as ingest knows it: asked of the registry, kept, and judged as of receipt."""

import json
import re
import socket
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient
from prometheus_client import generate_latest
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from deploy.embedded import role_url
from shared.identity.signing_keys import SigningKey
from tests.ingest.service.builders import (
    OIN_OF_ALPHA,
    OIN_OF_BETA,
    Sender,
    alpha,
    beta,
    execute,
    ingest_on,
    ndjson,
    release,
    rows,
    work_off,
)
from tests.services import add_party

NOWHERE = "http://127.0.0.1:9"  # the discard port: nobody answers there
OIN_UNKNOWN = "00000099999999999000"


@pytest.fixture
def asking(tmp_path: Path) -> dict[str, object]:
    """Settings of an ingest that has a client of its own and a registry that is down."""
    key_file = tmp_path / "ingest.pem"
    key_file.write_text(SigningKey.generate().pem())
    return {"registry_url": NOWHERE, "client_id": "ppds-ingest", "client_key_file": key_file}


def provider(database: str) -> str:
    return add_party(database, name="Voorbeelddienst Inzending", kind="service-provider", demo=True)


def remembered(
    database: str,
    party: str,
    *buyers: str,
    ago: timedelta = timedelta(),
    kinds: Sequence[str] = ("notice",),
    until: str | None = None,
) -> list[str]:
    """What the registry said a while ago; gives the mandates."""
    rights = [{"buyer": buyer, "kinds": list(kinds), "until": until, "mandate": str(uuid4())} for buyer in buyers]
    execute(
        database,
        "insert into ingest.sending_right (party, asked_at, answer) values (%s, %s, %s::jsonb)",
        [party, datetime.now(UTC) - ago, json.dumps(rights)],
    )
    return [str(right["mandate"]) for right in rights]


def sends(
    http: TestClient, party: str, *, any_buyer: bool = False, client: str = "client-1", **claims: object
) -> Sender:
    return Sender(http, party, any_buyer=any_buyer, client=client, party_kind="service-provider", **claims)


def three_buyers() -> bytes:
    oins = (OIN_OF_ALPHA, OIN_OF_BETA, OIN_UNKNOWN)
    return ndjson([release(number, oin=oin) for number, oin in enumerate(oins, start=1)])


def records(sender: Sender, submission: str) -> list[tuple[str, str | None]]:
    return [(record["state"], record["mandate"]) for record in sender.items(f"/submissions/{submission}/records")]


def findings(sender: Sender, submission: str, rule: str) -> list[dict[str, Any]]:
    return [finding for finding in sender.items(f"/submissions/{submission}/findings") if finding["code"] == rule]


def test_a_notice_under_a_mandate_is_the_buyers_own_and_keeps_the_mandate(
    database: str, asking: dict[str, object]
) -> None:
    buyer, party = alpha(database), provider(database)
    beta(database)
    [mandate] = remembered(database, party, buyer)
    with ingest_on(database, **asking) as http:
        sender = sends(http, party)
        submission = sender.sent(three_buyers())
        work_off(database)

        assert records(sender, submission) == [("accepted", mandate), ("refused", None), ("refused", None)]
        assert findings(sender, submission, "ING-011") == []
    assert rows(database, "select sender, standing <> 'own' from procurement.notice") == [(party, False)]


def test_a_refusal_names_the_mandate_that_is_missing_and_how_old_the_knowledge_is(
    database: str, asking: dict[str, object]
) -> None:
    buyer, other, party = alpha(database), beta(database), provider(database)
    remembered(database, party, buyer)
    with ingest_on(database, **asking) as http:
        sender = sends(http, party)
        submission = sender.sent(three_buyers())
        work_off(database)

        known, unknown = findings(sender, submission, "ING-001")
    assert f"a mandate of {other} to {party} for notice" in known["message"]["en"]
    assert f"een mandaat van {other} aan {party} voor notice" in known["message"]["nl"]
    assert re.search(r"Mandates as known at \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\.", known["message"]["en"])
    assert "recognised as no party of the register" in unknown["message"]["en"]
    assert unknown["value"] == OIN_UNKNOWN


@pytest.mark.parametrize(("kinds", "until"), [(("spend",), None), (("notice",), "2026-01-01")])
def test_a_mandate_for_other_data_or_one_that_is_over_does_not_count(
    database: str, asking: dict[str, object], kinds: Sequence[str], until: str | None
) -> None:
    buyer, party = alpha(database), provider(database)
    remembered(database, party, buyer, kinds=kinds, until=until)
    with ingest_on(database, **asking) as http:
        sender = sends(http, party)
        submission = sender.sent(ndjson([release()]))
        work_off(database)

        assert records(sender, submission) == [("refused", None)]


def test_while_the_registry_is_down_what_it_last_said_counts_and_its_age_is_told(
    database: str, asking: dict[str, object]
) -> None:
    buyer, party = alpha(database), provider(database)
    [mandate] = remembered(database, party, buyer, ago=timedelta(days=2))
    with ingest_on(database, **asking) as http:
        sender = sends(http, party)
        submission = sender.sent(ndjson([release()]))
        work_off(database)

        report = sender.report(submission)
        [finding] = findings(sender, submission, "ING-011")
        me = sender.get("/me").json()
        metrics = generate_latest(http.app.state.metrics.registry).decode()  # type: ignore[attr-defined]
        assert records(sender, submission) == [("accepted", mandate)]
    told = datetime.fromisoformat(report["mandatesKnownAt"])
    assert timedelta(days=2) <= datetime.now(UTC) - told < timedelta(days=2, minutes=5)
    assert me["mandatesKnownAt"] == report["mandatesKnownAt"]
    assert me["maySendFor"] == [{"buyer": buyer, "kinds": ["notice"], "until": None}]
    assert f"known at {told:%Y-%m-%dT%H:%M:%S}Z" in finding["message"]["en"]
    age = re.search(r"^ppds_ingest_mandates_age_seconds ([\d.]+)", metrics, re.MULTILINE)
    assert age is not None
    assert 172_800 <= float(age[1]) < 173_100
    assert re.search(r'^outbound_failures_total\{purpose="sending-rights"\} [1-9]', metrics, re.MULTILINE)


def test_a_registry_that_hangs_is_asked_once_and_left_alone_for_a_while(
    database: str, asking: dict[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "services.ingest.mandates.operations.sending_rights._REST_SECONDS", 3600.0
    )  # however slow the machine is
    party = provider(database)
    remembered(database, party, alpha(database), ago=timedelta(hours=1))
    with socket.create_server(("127.0.0.1", 0)) as silent:
        asking["registry_url"] = f"http://127.0.0.1:{silent.getsockname()[1]}"
        with ingest_on(database, **asking) as http:
            sender = sends(http, party)
            assert [sender.send(ndjson([release(number)])).status_code for number in (1, 2, 3)] == [202, 202, 202]
        silent.setblocking(False)
        silent.accept()[0].close()
        with pytest.raises(BlockingIOError):
            silent.accept()


def test_what_was_known_too_long_ago_counts_no_longer(database: str, asking: dict[str, object]) -> None:
    buyer, party = alpha(database), provider(database)
    remembered(database, party, buyer, ago=timedelta(days=3))
    with ingest_on(database, **asking, mandate_days=2) as http:
        answer = sends(http, party).send(ndjson([release()]))

        assert answer.status_code == 503
        assert answer.headers["Retry-After"] == "30"
    assert rows(database, "select count(*) from ingest.submission") == [(0,)]


def test_nothing_known_and_no_answer_asks_the_sender_to_come_back(database: str, asking: dict[str, object]) -> None:
    party = provider(database)
    with ingest_on(database, **asking) as http:
        sender = sends(http, party)
        answer = sender.send(ndjson([release()]))
        me = sender.get("/me")

    assert answer.status_code == 503
    assert "register" in answer.json()["detail"].lower()
    assert (me.status_code, me.json()["mandatesKnownAt"], me.json()["maySendFor"]) == (200, None, [])


def test_harvesters_and_sandbox_clients_need_no_mandate_and_are_not_held_up(
    database: str, asking: dict[str, object]
) -> None:
    party = provider(database)
    with ingest_on(database, **asking) as http:
        harvester = sends(http, party, any_buyer=True)
        rehearsing = sends(http, party, client="sandbox-1", sandbox=True)

        assert harvester.send(ndjson([release(1)])).status_code == 202
        assert rehearsing.send(ndjson([release(2)])).status_code == 202


def test_under_a_mandate_a_harvester_sends_what_is_the_buyers_own_and_the_rest_is_harvested(
    database: str, asking: dict[str, object]
) -> None:
    buyer, party = alpha(database), provider(database)
    beta(database)
    [mandate] = remembered(database, party, buyer)
    with ingest_on(database, **asking) as http:
        harvester = sends(http, party, any_buyer=True)
        submission = harvester.sent(three_buyers())
        work_off(database)

        assert records(harvester, submission) == [("accepted", mandate), ("accepted", None), ("accepted", None)]
        assert harvester.report(submission)["mandatesKnownAt"] is not None
    by_buyer = (
        "select mandate is not null, standing <> 'own'"
        " from procurement.notice n join ingest.record r on r.notice = n.id"
    )
    assert rows(database, f"{by_buyer} order by r.ordinal") == [(True, False), (False, True), (False, True)]


@pytest.mark.parametrize("holder", ["nobody", "the harvester, for other data"])
def test_without_a_mandate_for_notices_what_a_harvester_sends_is_harvested(
    database: str, asking: dict[str, object], holder: str
) -> None:
    buyer, party = alpha(database), provider(database)
    if holder != "nobody":
        remembered(database, party, buyer, kinds=("spend",))
    with ingest_on(database, **asking) as http:
        harvester = sends(http, party, any_buyer=True)
        submission = harvester.sent(ndjson([release()]))
        work_off(database)

        assert records(harvester, submission) == [("accepted", None)]
    assert rows(database, "select standing <> 'own' from procurement.notice") == [(True,)]


def test_what_was_harvested_is_the_buyers_own_when_it_is_sent_again_under_a_mandate(
    database: str, asking: dict[str, object]
) -> None:
    buyer, party = alpha(database), provider(database)
    with ingest_on(database, **asking) as http:
        harvester = sends(http, party, any_buyer=True)
        first = harvester.sent(ndjson([release()]))
        work_off(database)
        remembered(database, party, buyer)
        again = harvester.sent(ndjson([release()]))
        work_off(database)

        assert again != first
    assert rows(database, "select standing <> 'own' from procurement.notice") == [(False,)]


def test_without_a_client_of_its_own_everybody_sends_for_itself_only(database: str) -> None:
    own, party = alpha(database), provider(database)
    with ingest_on(database) as http:
        for sender, state in ((Sender(http, own), "accepted"), (sends(http, party), "refused")):
            submission = sender.sent(ndjson([release()]))
            work_off(database)
            assert records(sender, submission) == [(state, None)]
            assert sender.report(submission)["mandatesKnownAt"] is None


def test_the_sender_that_is_itself_a_buyer_needs_no_mandate(database: str, asking: dict[str, object]) -> None:
    own = alpha(database)
    remembered(database, own, beta(database))
    with ingest_on(database, **asking) as http:
        sender = Sender(http, own)
        submission = sender.sent(three_buyers())
        work_off(database)

        states = records(sender, submission)
    assert states[0] == ("accepted", None)
    assert states[1][0] == "accepted"
    assert states[1][1] is not None


def test_rights_are_those_of_the_moment_of_receipt(database: str, asking: dict[str, object]) -> None:
    """What was received before a withdrawal is read as it was allowed, whenever it is read."""
    buyer, party = alpha(database), provider(database)
    remembered(database, party, buyer)
    with ingest_on(database, **asking) as http:
        sender = sends(http, party)
        submission = sender.sent(ndjson([release()]))
        execute(database, "update ingest.sending_right set answer = '[]'")
        work_off(database)

        assert records(sender, submission)[0][0] == "accepted"


def test_the_same_content_sent_again_after_a_mandate_was_given_is_judged_anew(
    database: str, asking: dict[str, object]
) -> None:
    buyer, party = alpha(database), provider(database)
    remembered(database, party)
    with ingest_on(database, **asking) as http:
        sender = sends(http, party)
        first = sender.sent(ndjson([release()]))
        work_off(database)
        assert records(sender, first) == [("refused", None)]

        assert sender.send(ndjson([release()])).json()["id"] == first
        execute(database, "delete from ingest.sending_right")
        remembered(database, party, buyer)
        again = sender.sent(ndjson([release()]))
        work_off(database)

        assert again != first
        assert records(sender, again)[0][0] == "accepted"


def test_one_party_does_not_read_what_is_known_of_another(database: str) -> None:
    party, other = provider(database), alpha(database)
    remembered(database, party, other)
    engine = create_engine(role_url(database, "ppds_ingest"), poolclass=NullPool)

    def seen_by(asking: str | None) -> list[str]:
        with engine.begin() as connection:
            if asking is not None:
                connection.execute(text("select set_config('ppds.party', :party, true)"), {"party": asking})
            return list(connection.scalars(text("select party from ingest.sending_right")))

    assert [seen_by(party), seen_by(other), seen_by(None)] == [[party], [], []]
