"""Liveness and readiness, for proxies and container engines."""

import sqlalchemy as sa
from fastapi import Response

from backend.kit.db import Db
from backend.kit.routing import room_router

router = room_router("", "kit")


@router.get("/healthz", status_code=204, summary="进程是否在运行")
def get_health() -> Response:
    """204 while the process answers at all."""
    return Response(status_code=204)


@router.get("/readyz", status_code=204, summary="数据库是否可用")
def get_readiness(session: Db) -> Response:
    """204 when the database answers, 503 otherwise."""
    session.execute(sa.select(sa.literal(1)))
    return Response(status_code=204)
