"""A small app with an edge around it, and what every refusal looks like."""

import logging
import re
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Annotated, Any

import uvicorn
from fastapi import FastAPI, File, Request, UploadFile
from fastapi.responses import HTMLResponse, PlainTextResponse
from pydantic import BaseModel

from backend.kit import problems
from backend.kit.edge import Edge

BEARER = {"Authorization": "Bearer x"}
JSON = {"Content-Type": "application/json"}


class Note(BaseModel):
    """Something to post."""

    text: str


def make_app(is_secure: bool = False, patience: float = 10.0) -> FastAPI:
    app = FastAPI()

    @app.get("/api/v1/echo")
    def echo(request: Request) -> dict[str, Any]:
        return {"q": request.query_params.getlist("q"), "id": request.state.request_id}

    @app.post("/api/v1/notes")
    def post_note(note: Note) -> Note:
        return note

    @app.post("/api/v1/notes/bulk")
    async def post_bulk(request: Request) -> int:
        return len(await request.body())

    @app.post("/api/v1/files")
    def post_file(file: Annotated[UploadFile, File()]) -> int:
        return len(file.file.read())

    @app.get("/api/v1/crash")
    def crash() -> None:
        raise RuntimeError("secret detail")

    @app.get("/api/v1/public")
    def cached() -> PlainTextResponse:
        return PlainTextResponse(
            "ok", headers={"Cache-Control": "max-age=60", "Content-Security-Policy": "sandbox"}
        )

    @app.get("/{path:path}")
    def page(path: str) -> HTMLResponse:
        return HTMLResponse(f"<p>{len(path)}</p>")

    problems.install(app)
    app.add_middleware(Edge, is_secure=is_secure, patience=patience)
    return app


@contextmanager
def served(app: FastAPI, **options: Any) -> Iterator[tuple[str, int]]:
    """The address of a real server for the app."""
    config = uvicorn.Config(app, port=0, log_level=logging.CRITICAL, lifespan="off", **options)
    server = uvicorn.Server(config)
    with closing(config.bind_socket()) as listening:
        listening.listen()
        thread = threading.Thread(target=server.run, args=([listening],))
        thread.start()
        try:
            yield listening.getsockname()[:2]
        finally:
            server.should_exit = True
            thread.join()


def refused(response: Any, status: int, slug: str) -> dict[str, Any]:
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    body: dict[str, Any] = response.json()
    assert body["type"] == f"/problems/{slug}"
    assert body["status"] == status
    assert body["request_id"] == response.headers["x-request-id"]
    assert re.search("[一-鿿]", body["title"])
    assert response.headers["x-content-type-options"] == "nosniff"
    return body
