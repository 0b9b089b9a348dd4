"""A small house behind the pages: the services, the test issuer, and a dashboard that asks them."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from dashboard.app import build_app
from dashboard.settings import OWN_SCOPES, Settings
from deploy.development_issuer import trusted_issuer
from shared.identity.trusted_issuers import TrustedIssuer
from tests.conftest import copy
from tests.flow.house import FAST_REFRESH, FAST_WORKER
from tests.issuer import running_issuer
from tests.people import trusted_issuers
from tests.services import RunningServices, client_key, register_client, running_services

DASHBOARD = "https://dashboard.test"


@dataclass
class Pages:
    """The dashboard, the services behind it, and where people sign in."""

    services: RunningServices
    settings: Settings
    issuer_url: str
    app: FastAPI

    def browser(self) -> TestClient:
        """Somebody's browser, on a dashboard that runs already; it follows no redirect by itself."""
        return TestClient(self.app, base_url=DASHBOARD, follow_redirects=False)


@pytest.fixture(scope="session")
def pages(postgres_url: str, template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pages]:
    """One house for all tests of pages with people; each test uses bodies of its own."""
    with ExitStack() as stack:
        issuer_url = stack.enter_context(running_issuer(DASHBOARD))
        trusted = [*trusted_issuers(), trusted_issuer(issuer_url)]
        own = {"trusted_issuers": trusted}
        services = stack.enter_context(
            running_services(
                stack.enter_context(copy(postgres_url, template)),
                own_settings={
                    "registry": own,
                    "ingest": {**FAST_WORKER, **own},
                    "kpi": {**FAST_REFRESH, **own},
                },
            )
        )
        key_file = tmp_path_factory.mktemp("dashboard") / "dashboard.pem"
        key_file.write_text(client_key().pem())
        settings = Settings(
            dashboard_url=DASHBOARD,
            registry_url=services.registry_url,
            ingest_url=services.ingest_url,
            kpi_url=services.kpi_url,
            client_id=register_client(services.database_url, "ppds-dashboard", scopes=OWN_SCOPES),
            client_key_file=key_file,
            trusted_issuers=(TrustedIssuer.model_validate(trusted_issuer(issuer_url)),),
        )
        app = build_app(settings)
        stack.enter_context(TestClient(app))
        yield Pages(services, settings, issuer_url, app)
