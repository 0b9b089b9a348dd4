"""The dashboard as an app: pages made of what the services say. It reads no table, computes no figure."""

import logging
import time
from collections.abc import AsyncIterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import asynccontextmanager
from functools import partial
from typing import Final

import httpx
from fastapi import FastAPI
from fastapi.responses import JSONResponse
from starlette.concurrency import run_in_threadpool
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard.accessibility import routes as accessibility_routes
from dashboard.asking.kept_answers import KeptAnswers
from dashboard.asking.services import LIMITS, TIMEOUT, Authorization, OwnTokens, Services
from dashboard.bodies import routes as bodies_routes
from dashboard.chains import routes as chains_routes
from dashboard.charts import routes as charts_routes
from dashboard.charts.drawing import Drawer
from dashboard.comparing import routes as comparing_routes
from dashboard.contract_phase import routes as contract_phase_routes
from dashboard.contracts import routes as contracts_routes
from dashboard.data import routes as data_routes
from dashboard.goals import routes as goals_routes
from dashboard.indicators import routes as indicators_routes
from dashboard.knowledge import routes as knowledge_routes
from dashboard.page import faults
from dashboard.page.headers import Headers
from dashboard.page.language import Language, LanguageOfAddress
from dashboard.page.page import STATIC, read_templates
from dashboard.publications import routes as publications_routes
from dashboard.records import routes as records_routes
from dashboard.registers import routes as registers_routes
from dashboard.search import routes as search_routes
from dashboard.sessions.cookies import Cookies
from dashboard.sessions.sessions import ParkedForms, Sessions
from dashboard.settings import Settings
from dashboard.signing_in import guard
from dashboard.signing_in import routes as signing_in_routes
from dashboard.signing_in.openid import PendingSignIns, issuers_of
from dashboard.spending import routes as spending_routes
from dashboard.start import routes as start_routes
from dashboard.submissions import routes as submissions_routes
from dashboard.supplements import routes as supplements_routes
from dashboard.themes import routes as themes_routes
from dashboard.tracing import notices as tracing_notices
from dashboard.tracing import routes as tracing_routes
from dashboard.uploads import routes as uploads_routes
from dashboard.work import routes as work_routes
from shared import logs
from shared.metrics import UNMATCHED, Metrics
from shared.tls import trusted_certificates

ROUTERS: Final = (
    start_routes.router,
    themes_routes.router,
    indicators_routes.router,
    chains_routes.router,
    spending_routes.router,
    tracing_routes.router,
    tracing_notices.router,
    goals_routes.router,
    bodies_routes.router,
    comparing_routes.router,
    contract_phase_routes.router,
    publications_routes.router,
    data_routes.router,
    knowledge_routes.router,
    search_routes.router,
    accessibility_routes.router,
    charts_routes.router,
    signing_in_routes.router,
    work_routes.router,
    registers_routes.router,
    supplements_routes.router,
    records_routes.router,
    contracts_routes.router,
    submissions_routes.router,
    uploads_routes.router,
)
_SECONDS_OF_NAMES: Final = 600.0
_ASKED_AT_ONCE: Final = 16


def build_app(settings: Settings, *, beforehand: bool = False) -> FastAPI:
    """Make the app; connections open at its start and close at its end.

    `beforehand`: read the templates and start who draws charts then too, before the first page wants them.
    """
    app = FastAPI(title="PPDS dashboard", openapi_url=None, docs_url=None, redoc_url=None, lifespan=_lifespan)
    app.state.settings = settings
    app.state.beforehand = beforehand
    app.state.metrics = Metrics()
    app.state.cookies = Cookies(secure=settings.dashboard_url.startswith("https://"))
    app.state.sessions = Sessions(
        idle=settings.session_idle_minutes * 60, whole=settings.session_hours * 3600, most=settings.sessions_kept
    )
    app.state.parked_forms = ParkedForms()
    app.state.pending_sign_ins = PendingSignIns()
    for router in ROUTERS:
        app.include_router(router)
    app.add_api_route("/health/live", _live, methods=["GET"])
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    faults.install(app)
    guard.install(app)
    app.add_middleware(LanguageOfAddress)
    app.add_middleware(Headers)
    app.add_middleware(Counted, metrics=app.state.metrics)
    return app


def create() -> FastAPI:
    """For `uvicorn --factory`: settings come from the environment."""
    settings = Settings()
    logs.configure(service="dashboard", level=settings.log_level)
    return build_app(settings, beforehand=True)


class Counted:
    """Counts every answer by the template of its address, and how long it took."""

    def __init__(self, app: ASGIApp, *, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, status = time.perf_counter(), 500

        async def noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            with self._metrics.in_flight.track_inprogress():
                await self._app(scope, receive, noted)
        finally:
            route = getattr(scope.get("route"), "path", UNMATCHED)
            self._metrics.count(route=route, method=scope["method"], status=status, seconds=time.perf_counter() - began)


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    settings: Settings = app.state.settings
    logging.getLogger("httpx").setLevel(logging.WARNING)
    http = httpx.Client(
        timeout=TIMEOUT,
        limits=LIMITS,
        follow_redirects=False,
        trust_env=False,
        headers={"User-Agent": "ppds-dashboard"},
        verify=trusted_certificates(of_environment=False),
    )
    tokens = OwnTokens(settings, http=http)
    kept = KeptAnswers(seconds=settings.answer_seconds, most=settings.answers_kept)
    drawer = Drawer(processes=settings.charts_at_once, waiting=settings.charts_waiting, kept=settings.charts_kept)
    app.state.http = http
    app.state.names = KeptAnswers(seconds=_SECONDS_OF_NAMES, most=settings.answers_kept)
    app.state.drawer = drawer
    askers = ThreadPoolExecutor(_ASKED_AT_ONCE, thread_name_prefix="asker")
    app.state.public_services = partial(_public, settings, http, tokens, kept, askers)
    app.state.services_of = partial(_services_of, settings, http)
    app.state.issuers = issuers_of(settings.trusted_issuers, dashboard_url=settings.dashboard_url, http=http)
    if app.state.beforehand:
        drawer.start()
        await run_in_threadpool(read_templates)
    metrics: Metrics = app.state.metrics
    try:
        with metrics.shown(host=settings.metrics_host, port=settings.metrics_port):
            yield
    finally:
        drawer.close()
        askers.shutdown(wait=False, cancel_futures=True)
        await run_in_threadpool(http.close)


def _public(
    settings: Settings,
    http: httpx.Client,
    tokens: OwnTokens,
    kept: KeptAnswers,
    askers: Executor,
    language: Language,
) -> Services:
    return Services(settings, http=http, authorization=tokens, language=language, kept=kept, askers=askers)


def _services_of(settings: Settings, http: httpx.Client, language: Language, authorization: Authorization) -> Services:
    return Services(settings, http=http, authorization=authorization, language=language)


def _live() -> JSONResponse:
    return JSONResponse({"status": "ok"})
