"""The kpi service as an app: indicators, their values and their dimensions."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from sqlalchemy import Engine
from starlette.concurrency import run_in_threadpool

from services.kpi.allocations import routes as allocations_routes
from services.kpi.audits import routes as audits_routes
from services.kpi.cells import routes as cells_routes
from services.kpi.counts_for import routes as counts_for_routes
from services.kpi.coverage import routes as coverage_routes
from services.kpi.definitions import routes as definitions_routes
from services.kpi.definitions.rules.card import built_in_cards
from services.kpi.definitions.store import keep_cards
from services.kpi.evidence import routes as evidence_routes
from services.kpi.explanations import routes as explanations_routes
from services.kpi.factor_sets import routes as factor_sets_routes
from services.kpi.factor_sets.operations import keep_built_in_set
from services.kpi.goals import routes as goals_routes
from services.kpi.goals.operations.deciding import keep_goals
from services.kpi.knowledge import routes as knowledge_routes
from services.kpi.open_work import routes as open_work_routes
from services.kpi.packs import routes as packs_routes
from services.kpi.plan_statuses import routes as plan_statuses_routes
from services.kpi.plans import routes as plans_routes
from services.kpi.product_chains import routes as product_chains_routes
from services.kpi.programme import routes as programme_routes
from services.kpi.proposals import routes as proposals_routes
from services.kpi.publications import routes as publications_routes
from services.kpi.reporting import routes as reporting_routes
from services.kpi.scorecards import routes as scorecards_routes
from services.kpi.search import routes as search_routes
from services.kpi.settings import VERSION, Settings
from services.kpi.spend_impact import routes as spend_impact_routes
from services.kpi.tasks import routes as tasks_routes
from services.kpi.themes import routes as themes_routes
from services.kpi.values import routes as values_routes
from services.kpi.values.store.known import Known
from shared import logs
from shared.http import app as shared_app
from shared.log.audit_route import audit_router
from shared.procurement.finding import rules_of

DESCRIPTION = (
    "Harmonised indicators of sustainable procurement: value, counts, bounds, coverage and definition. The language is"
    " English, as in eForms, ePO and OCDS; names and definitions are Dutch and English."
)


def build_app(settings: Settings) -> FastAPI:
    """Make the app; at its start it stores cards and goals not seen before, and refuses a known card that changed."""
    app = shared_app.build(
        service="kpi",
        title="PPDS kpi",
        description=DESCRIPTION,
        version=VERSION,
        settings=settings,
        routers=(
            definitions_routes.router,
            values_routes.router,
            evidence_routes.router,
            counts_for_routes.router,
            proposals_routes.router,
            publications_routes.router,
            audits_routes.router,
            reporting_routes.router,
            themes_routes.router,
            explanations_routes.router,
            scorecards_routes.router,
            product_chains_routes.router,
            coverage_routes.router,
            goals_routes.router,
            allocations_routes.router,
            factor_sets_routes.router,
            spend_impact_routes.router,
            packs_routes.router,
            plans_routes.router,
            programme_routes.router,
            plan_statuses_routes.router,
            tasks_routes.router,
            search_routes.router,
            knowledge_routes.router,
            open_work_routes.router,
            cells_routes.router,
            audit_router(("kpi",)),
        ),
        rules=rules_of("services.kpi", "shared"),
        lifespan=_lifespan,
        public_cors=(
            *("/indicators", "/dimensions", "/themes", "/product-chains", "/goals", "/goal-relevance", "/publications"),
            *("/signatures", "/action-plans", "/plans", "/plan-items", "/plan-overlaps", "/plan-assessments"),
            *("/plan-statuses", "/buyer-groups", "/policy-anchorings", "/search", "/criteria", "/needs"),
        ),
    )
    app.state.known = Known()
    return app


def create() -> FastAPI:
    """For `uvicorn --factory`: settings come from the environment."""
    settings = Settings()
    logs.configure(service="kpi", level=settings.log_level)
    return build_app(settings)


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    await run_in_threadpool(_keep_built_in, app.state.engine)
    yield


def _keep_built_in(engine: Engine) -> None:
    with engine.begin() as connection:
        keep_cards(connection, built_in_cards())
        keep_goals(connection)
        keep_built_in_set(connection)
