"""The API of ingest. `uvicorn --factory services.ingest.app:create`."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

import anyio
from fastapi import FastAPI

from services.ingest.bulk import routes as bulk_routes
from services.ingest.buyers import routes as buyers_routes
from services.ingest.changes import routes as changes_routes
from services.ingest.column_mappings import routes as column_mappings_routes
from services.ingest.comparisons import routes as comparisons_routes
from services.ingest.contracts import routes as contracts_routes
from services.ingest.environment import Environment, engine_in
from services.ingest.format_list import routes as format_list_routes
from services.ingest.lineage import routes as lineage_routes
from services.ingest.mandates.operations.sending_rights import SendingRights
from services.ingest.me import routes as me_routes
from services.ingest.notices import routes as notices_routes
from services.ingest.open_data import routes as open_data_routes
from services.ingest.open_work import routes as open_work_routes
from services.ingest.procedures import routes as procedures_routes
from services.ingest.processing.metrics import WorkerMetrics
from services.ingest.processing.notifier import Notifier
from services.ingest.quality import routes as quality_routes
from services.ingest.register.operations import RegisterAtHand
from services.ingest.search import routes as search_routes
from services.ingest.settings import Settings
from services.ingest.single_records import routes as single_records_routes
from services.ingest.spend import routes as spend_routes
from services.ingest.submissions import routes as submissions_routes
from services.ingest.supplements import routes as supplements_routes
from services.ingest.supplements.routes import questions_metric
from services.ingest.validations import routes as validations_routes
from services.ingest.validations.operations.processes import Validations
from services.ingest.validations.operations.shares import Shares
from shared import logs
from shared.database import sessions
from shared.http.app import build
from shared.log.audit_route import audit_router
from shared.procurement.finding import rules_of

VERSION: Final = "1.0.0"
_INTAKES_AT_ONCE: Final = 8
_SANDBOX_INTAKES_AT_ONCE: Final = 2  # beside those: test data waits for test data, and real data does not
_BATCH_CONNECTIONS: Final = 4  # for records put one at a time: a batch of one each, in the schema of real data
_SANDBOX_CONNECTIONS: Final = 4  # beside those of the setting; a copy that is read slowly holds one


def create() -> FastAPI:
    """The app with the settings of the environment."""
    settings = Settings()
    logs.configure(service="ingest", level=settings.log_level)
    return build_app(settings)


def build_app(settings: Settings) -> FastAPI:
    """The app with these settings."""
    audit = audit_router(("ingest", "procurement"))
    return build(
        service="ingest",
        title="PPDS ingest",
        description=(
            "Send notices of public procurement (eForms, OCDS) and read back what was understood of them. "
            "Words follow eForms and OCDS, which are official in English."
        ),
        version=VERSION,
        settings=settings,
        routers=[
            submissions_routes.router,
            submissions_routes.records_router,
            validations_routes.router,
            format_list_routes.router,
            column_mappings_routes.router,
            procedures_routes.router,
            open_data_routes.router,
            comparisons_routes.router,
            quality_routes.router,
            spend_routes.router,
            contracts_routes.router,
            notices_routes.router,
            lineage_routes.router,
            buyers_routes.router,
            search_routes.router,
            changes_routes.router,
            bulk_routes.router,
            me_routes.router,
            open_work_routes.router,
            supplements_routes.router,
            single_records_routes.router,
            audit,
        ],
        rules=rules_of("services.ingest", "shared"),
        lifespan=_lifespan,
    )


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    settings: Settings = app.state.settings
    sandbox = engine_in(
        Environment.SANDBOX, settings.database_url, pool=_SANDBOX_CONNECTIONS, application="ppds ingest sandbox"
    )
    batches = engine_in(
        Environment.PRODUCTION, settings.database_url, pool=_BATCH_CONNECTIONS, application="ppds ingest single records"
    )
    app.state.batch_sessions = sessions(batches)
    app.state.environments = {Environment.PRODUCTION: app.state.sessions, Environment.SANDBOX: sessions(sandbox)}
    app.state.intake_limiters = {
        Environment.PRODUCTION: anyio.CapacityLimiter(_INTAKES_AT_ONCE),
        Environment.SANDBOX: anyio.CapacityLimiter(_SANDBOX_INTAKES_AT_ONCE),
    }
    app.state.validation_shares = Shares(settings.validation_seconds_per_minute)
    app.state.sending_rights = SendingRights(
        settings, sessions=app.state.sessions, http=app.state.outbound, metrics=app.state.metrics
    )
    app.state.validations = Validations(settings)
    app.state.register = RegisterAtHand()
    app.state.supplement_questions = questions_metric(app.state.metrics)
    app.state.batch_metrics = WorkerMetrics(app.state.metrics)
    app.state.notifier = Notifier(settings, metrics=app.state.metrics)
    try:
        yield
    finally:
        app.state.notifier.close()
        app.state.validations.close()
        sandbox.dispose()
        batches.dispose()
