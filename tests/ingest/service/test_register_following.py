"""A change of the register reaches what was sent before."""

import threading

from services.ingest.environment import Environment, engine_in
from services.ingest.processing.leases import Leases
from services.ingest.processing.metrics import WorkerMetrics
from services.ingest.processing.notifier import Notifier
from services.ingest.processing.scheduling import Jobs
from services.ingest.worker import jobs
from shared.metrics import Metrics
from tests.ingest.service.builders import (
    OIN_OF_ALPHA,
    Sender,
    alpha,
    beta,
    execute,
    ingest_on,
    ndjson,
    release,
    rows,
    settings_for,
    work_off,
    workers_on,
)
from tests.services import eventually


def changed_in_the_register(database: str, party: str) -> None:
    """What an import writes beside the parties themselves."""
    execute(
        database,
        """
        with made as (
            insert into registry.change (position, recorded_at, cause)
            values (nextval('registry.change_position'), now(), 'test') returning id
        )
        insert into registry.change_party (change, party) select id, %s from made
        """,
        [party],
    )


def test_a_buyer_that_is_registered_later_was_the_buyer_all_along(database: str) -> None:
    with ingest_on(database) as http:
        harvester = Sender(http, beta(database), any_buyer=True)
        harvester.sent(ndjson([release(number, oin=OIN_OF_ALPHA) for number in range(450)]))
        work_off(database)
        assert {each["leadBody"] for each in harvester.items("/procedures", limit=1000)} == {None}
        before = rows(database, "select max(position) from procurement.change")[0][0]
        ours = alpha(database)
        changed_in_the_register(database, ours)
        with workers_on(database, number=2):
            done = "select 1 from ingest.register_applied where position = (select max(position) from registry.change)"
            eventually(lambda: bool(rows(database, done)))
        assert {each["leadBody"] for each in harvester.items("/procedures", limit=1000)} == {ours}
        changes = harvester.get("/changes", after=before).json()["items"]
        places = {(place["body"], place["tier"]) for change in changes for place in change["scopes"]}
        assert places == {("", ""), (ours, "municipality")}
        assert rows(database, "select count(*) from procurement.procedure_history") == [(450,)]


def test_a_long_lived_worker_sees_a_new_party_at_its_next_batch(database: str) -> None:
    with ingest_on(database) as http, workers_on(database):
        ours = alpha(database)
        changed_in_the_register(database, ours)
        Sender(http, ours).sent(ndjson([release(1)]))
        eventually(lambda: len(rows(database, "select 1 from procurement.procedure")) == 1)
        theirs = beta(database)
        changed_in_the_register(database, theirs)
        Sender(http, theirs).sent(ndjson([release(2, oin="00000099100000002000")]))
        eventually(lambda: len(rows(database, "select 1 from procurement.procedure")) == 2)
        assert set(rows(database, "select lead_body from procurement.procedure")) == {(ours,), (theirs,)}


def test_the_register_is_followed_while_there_is_more_to_read(database: str) -> None:
    with ingest_on(database) as http:
        harvester = Sender(http, beta(database), any_buyer=True)
        harvester.sent(ndjson([release(1)]))
        work_off(database)
        changed_in_the_register(database, alpha(database))
        for number in range(2, 5):
            harvester.sent(ndjson([release(number)]))
    settings = settings_for(database)
    metrics = Metrics()
    engine = engine_in(Environment.PRODUCTION, settings.database_url, pool=3, application="one step")
    leases = Leases(engine, Environment.PRODUCTION)
    listed = jobs(
        settings,
        Environment.PRODUCTION,
        engine=engine,
        leases=leases,
        metrics=WorkerMetrics(metrics),
        notifier=Notifier(settings, metrics=metrics),
    )
    Jobs(engine, listed).step(threading.Event(), give_way=lambda: False)
    leases.close()
    engine.dispose()
    assert rows(database, "select count(*) from ingest.segment where state = 'open'") == [(2,)]
    lag = "select (select max(position) from registry.change) - position from ingest.register_applied"
    assert rows(database, lag) == [(0,)]
