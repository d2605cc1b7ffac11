"""create_app(): the only module that sees every room. All routes stand on one screen: ROUTERS."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import anyio.to_thread
import sqlalchemy as sa
from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute
from starlette.responses import FileResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Receive, Send
from starlette.types import Scope as AsgiScope

from backend.about import DESCRIPTION, TAGS
from backend.access import denials
from backend.access import routes as access
from backend.access.authorize import Guard
from backend.access.keys import load_keys
from backend.access.scopes import CLIENT_SCOPES
from backend.adjustments import actions as adjustments_actions
from backend.adjustments import routes as adjustments
from backend.announcements import actions as announcements_actions
from backend.announcements import routes as announcements
from backend.assessments import actions as assessments_actions
from backend.assessments import routes as assessments
from backend.campaigns import routes as campaigns
from backend.campaigns.mergers import actions as campaigns_mergers
from backend.communications import routes as communications
from backend.documents import routes as documents
from backend.education import routes as education
from backend.handovers import actions as handovers_actions
from backend.handovers import routes as handovers
from backend.imports import routes as imports
from backend.imports.records.actions import RecordExpiry
from backend.inspections import actions as inspections_actions
from backend.inspections import routes as inspections
from backend.integration import actions as integration_actions
from backend.integration import routes as integration
from backend.kit import edge, health, idempotency, openapi, problems, routing, workers
from backend.kit.chores import Chore, Chores
from backend.kit.db import Database, make_engine
from backend.kit.journal import Follower
from backend.kit.paging import Cursors
from backend.measures import actions as measures_actions
from backend.measures import routes as measures
from backend.measures.mergers import actions as measures_mergers
from backend.notifications import actions as notifications_actions
from backend.notifications import reminders
from backend.notifications import routes as notifications
from backend.notifications.mail import Courier
from backend.organization import actions as organization_actions
from backend.organization import routes as organization
from backend.overview import routes as overview
from backend.packages import routes as packages
from backend.packages.packer import Packer, Sweeper
from backend.portal import routes as portal
from backend.portal.sources import actions as portal_sources
from backend.powers import routes as powers
from backend.powers.catalogues import actions as catalogues_actions
from backend.quality import actions as quality_actions
from backend.quality import routes as quality
from backend.regulations import routes as regulations
from backend.reviews import routes as reviews
from backend.risks import routes as risks
from backend.risks.comparisons import actions as risks_comparisons
from backend.risks.mergers import actions as risks_mergers
from backend.settings import Settings
from backend.warnings import routes as warnings
from backend.years import routes as years

API, PAGE_METHODS = "/api/v1", ("GET", "HEAD")

ROUTERS: tuple[APIRouter, ...] = (
    *access.ROUTERS,
    *organization.ROUTERS,
    *regulations.ROUTERS,
    *campaigns.ROUTERS,
    *communications.ROUTERS,
    *reviews.ROUTERS,
    *powers.ROUTERS,
    *risks.ROUTERS,
    *assessments.ROUTERS,
    *announcements.ROUTERS,
    *measures.ROUTERS,
    *warnings.ROUTERS,
    *adjustments.ROUTERS,
    *inspections.ROUTERS,
    *quality.ROUTERS,
    *years.ROUTERS,
    *education.ROUTERS,
    *handovers.ROUTERS,
    *portal.ROUTERS,
    *imports.ROUTERS,
    *documents.ROUTERS,
    *integration.ROUTERS,
    *overview.ROUTERS,
    *notifications.ROUTERS,
    *packages.ROUTERS,
)
"""Below /api/v1. `access.ROOT_ROUTERS` (/oauth, /.well-known) and `health.router` stand outside."""

FOLLOWERS: tuple[Follower, ...] = (
    catalogues_actions.follow,
    campaigns_mergers.follow,
    risks_mergers.follow,
    risks_comparisons.follow,
    assessments_actions.follow,
    announcements_actions.follow,
    measures_actions.follow,
    measures_mergers.follow,
    adjustments_actions.follow,
    inspections_actions.follow,
    quality_actions.follow,
    handovers_actions.follow,
    portal_sources.follow,
    integration_actions.follow,
)
"""What is derived from events inside the same transaction, before its commit."""

CHORES: tuple[Chore, ...] = (
    organization_actions.refresh_grants,
    idempotency.purge,
    notifications_actions.purge,
    reminders.remind,
)
"""What happens every hour by itself: rights follow charges, old answers go, who still owes something is reminded."""

PUBLIC = frozenset(
    {
        "login",
        "refresh_session",
        "logout",
        "redeem_password_reset",
        "bootstrap_administrator",
        "get_site",
        "get_opinion_form",
        "submit_opinion",
        "list_public_powers",
        "get_public_power",
        "get_public_flow",
        "get_public_flow_image",
        "create_client_token",
        "get_jwks",
        "get_health",
        "get_readiness",
    }
)
"""Operations without a permission; everything else must declare one."""

def api_routes() -> list[APIRoute]:
    """Every operation of the API, for the tests that walk them (`app.routes` hides included routers)."""
    routers = (*ROUTERS, *access.ROOT_ROUTERS, health.router)
    return [route for router in routers for route in router.routes if isinstance(route, APIRoute)]


def guard_of(route: APIRoute) -> Guard | None:
    """The permission a route declares."""
    calls = (item.call for item in route.dependant.dependencies)
    return next((call for call in calls if isinstance(call, Guard)), None)


class Spa(StaticFiles):
    """The built client; unknown paths below it get index.html, unknown /api paths never come here."""

    async def get_response(self, path: str, scope: AsgiScope) -> Response:
        response = await super().get_response(path, scope)
        hashed = path.startswith("assets/")
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if hashed else "no-cache"
        return response


def _serve_spa(app: FastAPI, directory: Path) -> None:
    """Answers what no route answers. Not a mount: that would hide the routes' own 405."""
    index = directory / "index.html"

    async def page(scope: AsgiScope, receive: Receive, send: Send) -> None:
        path = scope["path"].lstrip("/")
        reserved = path.split("/")[0] in ("api", "oauth", ".well-known")
        if reserved or not index.is_file():
            raise problems.Problem("not-found", "没有这个地址", 404)
        if scope["method"] not in PAGE_METHODS:
            raise problems.method_not_allowed(PAGE_METHODS)
        if path and (directory / path).is_file():
            await Spa(directory=directory)(scope, receive, send)
            return
        if "." in path.rsplit("/", 1)[-1]:
            raise problems.Problem("not-found", "没有这个文件", 404)
        await FileResponse(index, headers={"Cache-Control": "no-cache"})(scope, receive, send)

    app.router.default = page


def _annotate(path: str, method: str, operation: dict[str, Any]) -> None:
    route = _BY_NAME[operation["operationId"]]
    if (guard := guard_of(route)) is not None:
        operation["security"] = [{"bearer": []}]
        if guard.permission in CLIENT_SCOPES:
            operation["security"].append({"clientCredentials": [guard.permission.value]})
        operation["x-permission"] = guard.permission.value
    if getattr(route.endpoint, "shows_secret", False):
        operation["x-shows-secret"] = True


_BY_NAME: dict[str, APIRoute] = {}


def _version() -> str:
    try:
        return version("lianfang")
    except PackageNotFoundError:
        return "0.1.0"


def create_app(
    settings: Settings, database: Database | None = None, followers: Sequence[Follower] = FOLLOWERS
) -> FastAPI:
    """The whole product as one ASGI app. `database` is given by tests and the bench."""
    settings.refuse_defaults()
    database = database or connect(settings, followers)
    refused = denials.Denials()

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        workers.rest_collector()
        threads = min(settings.worker_threads, settings.database_pool_size)
        workers.hire(threads, is_embedded=database.dialect == "sqlite")
        # These stream exports and write refusals; both kinds together find a connection.
        anyio.to_thread.current_default_thread_limiter().total_tokens = settings.worker_threads // 2
        chores = Chores(database, (*CHORES, refused.settle, Sweeper(settings), RecordExpiry(settings)))
        sequencer = integration_actions.Sequencer(database)
        background = (sequencer, chores, Courier(database, settings), Packer(database, settings))
        for service in background:
            service.start()
        yield
        for service in reversed(background):
            service.stop()
        database.dispose()

    app = FastAPI(
        title="廉防 API", version=_version(), description=DESCRIPTION,
        lifespan=lifespan,
        openapi_url=f"{API}/openapi.json",
        docs_url=f"{API}/docs" if settings.docs_enabled else None,
        redoc_url=None,
        redirect_slashes=False,
        generate_unique_id_function=lambda route: route.name,
        separate_input_output_schemas=False,
    )
    app.state.settings, app.state.database = settings, database
    app.state.denials, app.state.read_back = refused, imports.READ_BACK
    app.state.keys, app.state.cursors = load_keys(settings), Cursors(settings.secret_key.get_secret_value())
    routing.Index(app, API, ROUTERS)
    for router in (*access.ROOT_ROUTERS, health.router):
        app.include_router(router)
    _BY_NAME.update({route.name: route for route in api_routes()})
    openapi.install(app, TAGS, {scope.value: scope.label for scope in sorted(CLIENT_SCOPES)}, _annotate)
    problems.install(app, denials.witness)
    _serve_spa(app, settings.static_dir)
    edge.install(app, settings)
    return app


def connect(settings: Settings, followers: Sequence[Follower] = FOLLOWERS) -> Database:
    """The databases named by the settings."""

    def engine(url: str) -> sa.Engine:
        return make_engine(url, settings.database_pool_size, is_hasty=True)

    replica = settings.database_replica_url
    return Database(engine(settings.database_url), engine(replica) if replica else None, followers)
