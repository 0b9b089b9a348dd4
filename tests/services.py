"""The three services running for a flow test: real servers on free ports, their workers beside them, one database.

Apps and workers are imported by name when they are asked for, so that a test of one part does not need the others.
"""

import importlib
import socket
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import MappingProxyType

import httpx
import uvicorn
from sqlalchemy import create_engine
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from deploy.embedded import role_url
from shared.dutch_day import today
from shared.identity.signing_keys import SigningKey
from shared.identity.token_source import TokenSource
from shared.log.change_log import open_change, take_position
from shared.settings import ServiceName, ServiceSettings
from shared.tls import trusted_certificates
from tests.people import person_token, trusted_issuers

ALL: tuple[ServiceName, ...] = ("registry", "ingest", "kpi")
WITH_WORKER: tuple[ServiceName, ...] = ("ingest", "kpi")
ROLE: Mapping[ServiceName, str] = {"registry": "ppds_registry", "ingest": "ppds_ingest", "kpi": "ppds_kpi"}
OWN_SCOPES: Mapping[ServiceName, tuple[str, ...]] = {
    "registry": (),
    "ingest": ("kpi:events", "registry:read"),
    "kpi": ("registry:read", "ingest:read"),
}
START_SECONDS = 30.0
NOTHING: Mapping[str, object] = MappingProxyType({})


@dataclass
class RunningServices:
    """What runs, and how a test gets parties and clients that may use it."""

    database_url: str
    urls: Mapping[ServiceName, str]
    settings: Mapping[ServiceName, ServiceSettings] = field(default_factory=dict)
    _open: ExitStack = field(default_factory=ExitStack)
    _servers: dict[ServiceName, ExitStack] = field(default_factory=dict)
    _clients: int = 0

    def stop(self, service: ServiceName) -> None:
        """End the server of a service: from now on its address refuses connections."""
        self._servers[service].close()

    @property
    def registry_url(self) -> str:
        return self.urls["registry"]

    @property
    def ingest_url(self) -> str:
        return self.urls["ingest"]

    @property
    def kpi_url(self) -> str:
        return self.urls["kpi"]

    def add_party(
        self,
        name: str,
        *,
        kind: str = "municipality",
        oin: str | None = None,
        demo: bool = False,
        admitted: bool = True,
    ) -> str:
        """A fictitious party in the register; gives its URI."""
        return add_party(self.database_url, name=name, kind=kind, oin=oin, demo=demo, admitted=admitted)

    def tokens(self, audience: ServiceName, *scopes: str, party: str | None = None) -> TokenSource:
        """A new client of this party (None: of the data space itself) and the source of its tokens for one service."""
        self._clients += 1
        client_id = register_client(self.database_url, f"test-{self._clients}", scopes=scopes, party=party)
        return self._open.enter_context(
            TokenSource(
                f"{self.registry_url}/oauth/token",
                client_id,
                private_key_pem=client_key().pem(),
                scopes=scopes,
                audience=self.urls[audience],
            )
        )

    def http(self, service: ServiceName, *scopes: str, party: str | None = None) -> httpx.Client:
        """A client for one service that sends a token of a new client with these scopes; without scopes none.

        Its paths start after the base path: `http.get("/submissions")`.
        """
        tokens = self.tokens(service, *scopes, party=party) if scopes else None
        return self._http(service, None if tokens is None else tokens.header)

    def http_of_test_body(self, service: ServiceName) -> httpx.Client:
        """A client for one service with the tokens of a new test body, made as anybody may, with every scope it got."""
        body = {"jwks": {"keys": [client_key().public().as_jwk()]}}
        made = httpx.post(f"{self.registry_url}/v1/sandbox-clients", json=body, trust_env=False)
        assert made.status_code == 201, made.text
        source = TokenSource(
            f"{self.registry_url}/oauth/token",
            str(made.json()["client"]),
            private_key_pem=client_key().pem(),
            audience=self.urls[service],
        )
        return self._http(service, self._open.enter_context(source).header)

    def person(
        self, service: ServiceName, *scopes: str, subject: str = "beheerder-1", party: str | None = None
    ) -> httpx.Client:
        """A client for one service that sends a person's token of the test issuer; `party` is a URI or an OIN."""

        def header() -> dict[str, str]:
            return {"Authorization": f"Bearer {person_token(*scopes, subject=subject, party=party)}"}

        return self._http(service, header)

    def _http(self, service: ServiceName, header: Callable[[], Mapping[str, str]] | None) -> httpx.Client:
        def authorise(request: httpx.Request) -> None:
            if header is not None:
                request.headers.update(header())

        return self._open.enter_context(
            httpx.Client(
                base_url=f"{self.urls[service]}/v1",
                timeout=httpx.Timeout(60.0),
                event_hooks={"request": [authorise]},
                trust_env=False,
                verify=trusted_certificates(of_environment=False),
            )
        )


@contextmanager
def running_services(
    database_url: str,
    *,
    only: Sequence[ServiceName] = ALL,
    workers: Sequence[ServiceName] = WITH_WORKER,
    own_settings: Mapping[ServiceName, Mapping[str, object]] = MappingProxyType({}),
) -> Iterator[RunningServices]:
    """Run these services, each with its own database role, and the workers of those among them that have one.

    `database_url` is the owner's address of a migrated database. `own_settings` are settings of one service by name.
    Raises at the end what a worker raised, so that no failure stays unseen.
    """
    with ExitStack() as stack:
        sockets = {service: stack.enter_context(_listening_socket()) for service in only}
        urls = {service: f"http://127.0.0.1:{sockets[service].getsockname()[1]}" for service in only}
        keys = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        running = RunningServices(database_url, urls)
        running.settings = {
            service: _settings(service, database_url, urls=urls, keys=keys, own=own_settings.get(service, NOTHING))
            for service in only
        }
        servers: list[uvicorn.Server] = []
        for service in only:
            running._servers[service] = stack.enter_context(ExitStack())
            server = _server(service, running.settings[service], sockets[service])
            servers.append(running._servers[service].enter_context(server))
            if service == "registry":
                _register_own_clients(database_url, only=only, keys=keys)
        stack.callback(_ask_to_end, servers)
        for service in workers:
            if service in only:
                stack.enter_context(_worker(service, running.settings[service]))
        stack.enter_context(running._open)
        yield running


def add_party(
    database_url: str,
    *,
    name: str,
    kind: str = "municipality",
    oin: str | None = None,
    demo: bool = False,
    admitted: bool = True,
) -> str:
    """Put a fictitious party into the register as an import does, and let it take part; gives its URI."""
    words = importlib.import_module("services.registry.parties.rules.words")
    records = importlib.import_module("services.registry.parties.rules.records")
    store = importlib.import_module("services.registry.parties.store.parties")
    taking_part = importlib.import_module("services.registry.participations.operations")
    code = name.lower().replace(" ", "-")
    uri = f"{words.OWN_IDENTIFIERS}test/{code}"
    record = records.PartyRecord(
        line=0,
        uri=uri,
        kind=kind,
        tier=words.TIER_OF_KIND[kind],
        name=name,
        official_name=None,
        abbreviation=None,
        province=None,
        identifiers=() if oin is None else (records.Identifier("oin", oin),),
    )
    with _registry_session(database_url) as session:
        change = open_change(session.connection(), "registry", cause="test")
        store.insert_parties(session, [record], source="test", demo=demo)
        if admitted:
            taking_part.admit_demo_parties(session, [uri], actor="test", on=today())
        store.note_changed_parties(session, change, [uri])
        take_position(session.connection(), "registry", change)
    return uri


def register_client(database_url: str, client_id: str, *, scopes: Sequence[str], party: str | None = None) -> str:
    """Register a client with the common test key, by the act that an operator uses; gives its id."""
    clients = importlib.import_module("services.registry.clients.operations.clients")
    with _registry_session(database_url) as session:
        keys = {"keys": [client_key().public().as_jwk()]}
        stated = clients.NewClient(party, f"Client {client_id} of a test", tuple(scopes), keys, client_id)
        record = clients.register_client(session, stated, actor="test", on=today(), replace=True)
        return str(record.id)


@cache
def client_key() -> SigningKey:
    """The one key of all clients in tests: making a pair takes long."""
    return SigningKey.generate()


def eventually(holds: Callable[[], bool], *, seconds: float = 30.0, every: float = 0.05) -> None:
    """Wait until this holds; fails with the last answer when it does not in time."""
    ends_at = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > ends_at:
            message = f"did not become true within {seconds} seconds"
            raise AssertionError(message)
        time.sleep(every)


@contextmanager
def _registry_session(database_url: str) -> Iterator[Session]:
    engine = create_engine(role_url(database_url, ROLE["registry"]), poolclass=NullPool)
    with Session(engine) as session, session.begin():
        yield session
    engine.dispose()


def _settings(
    service: ServiceName,
    database_url: str,
    *,
    urls: Mapping[ServiceName, str],
    keys: Path,
    own: Mapping[str, object],
) -> ServiceSettings:
    kind: type[ServiceSettings] = importlib.import_module(f"services.{service}.settings").Settings
    stated: dict[str, object] = {
        "database_url": role_url(database_url, ROLE[service]),
        "trusted_issuers": trusted_issuers(),
    }
    stated |= {f"{other}_url": url for other, url in urls.items()}
    if OWN_SCOPES[service]:
        stated |= {"client_id": f"ppds-{service}", "client_key_file": keys / f"{service}.pem"}
    return kind.model_validate({**stated, **own})


def _register_own_clients(database_url: str, *, only: Sequence[ServiceName], keys: Path) -> None:
    for service in only:
        if OWN_SCOPES[service]:
            (keys / f"{service}.pem").write_text(client_key().pem())
            register_client(database_url, f"ppds-{service}", scopes=OWN_SCOPES[service])


@contextmanager
def _listening_socket() -> Iterator[socket.socket]:
    """A socket that takes calls from now on: they wait until the server is there."""
    with socket.create_server(("127.0.0.1", 0), backlog=256) as listening:
        yield listening


@contextmanager
def _server(service: ServiceName, settings: ServiceSettings, listening: socket.socket) -> Iterator[uvicorn.Server]:
    app = importlib.import_module(f"services.{service}.app").build_app(settings)
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        lifespan="on",
        ws="none",
        # Longer than a client keeps an idle connection: on a slow machine both would let go at the same moment.
        timeout_keep_alive=60,
        timeout_graceful_shutdown=5,
    )
    server = uvicorn.Server(config)

    def serve() -> None:
        with suppress(SystemExit):  # how uvicorn ends when the app does not start; said below
            server.run(sockets=[listening])

    thread = threading.Thread(target=serve, name=f"{service} app", daemon=True)
    thread.start()
    ends_at = time.monotonic() + START_SECONDS
    try:
        while not server.started:
            if not thread.is_alive() or time.monotonic() > ends_at:
                message = f"{service} did not start; its log says why"
                raise RuntimeError(message)
            time.sleep(0.01)
        yield server
    finally:
        server.should_exit = True
        thread.join()


def _ask_to_end(servers: Sequence[uvicorn.Server]) -> None:
    """All at once: each looks ten times a second whether it was asked."""
    for server in servers:
        server.should_exit = True


@contextmanager
def _worker(service: ServiceName, settings: ServiceSettings) -> Iterator[None]:
    run: Callable[..., object] = importlib.import_module(f"services.{service}.worker").run
    stop = threading.Event()
    failures: list[BaseException] = []

    def work() -> None:
        try:
            run(settings, stop=stop)
        except BaseException as failure:  # noqa: BLE001 - raised again in the test's own thread
            failures.append(failure)

    thread = threading.Thread(target=work, name=f"{service} worker", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(timeout=START_SECONDS)
    if thread.is_alive():
        message = f"the worker of {service} did not stop within {START_SECONDS} seconds"
        raise RuntimeError(message)
    if failures:
        raise failures[0]
