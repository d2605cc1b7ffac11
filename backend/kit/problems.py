"""RFC 9457 problems: the only way an error leaves the server."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import orjson
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import BaseRoute, Match
from starlette.types import Scope

from backend.kit.messages import explain

MEDIA_TYPE = "application/problem+json"


class FieldError(NamedTuple):
    """One field: JSON pointer, stable code, Chinese sentence."""

    pointer: str
    code: str
    detail: str


class Problem(Exception):
    """An expected error. `slug` becomes the stable type `/problems/<slug>`."""

    def __init__(
        self,
        slug: str,
        title: str,
        status: int,
        detail: str | None = None,
        errors: Sequence[FieldError] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(title)
        self.slug, self.title, self.status, self.detail = slug, title, status, detail
        self.errors, self.headers = tuple(errors), dict(headers or {})


class FieldErrorOut(BaseModel):
    """One field that is wrong."""

    pointer: str = Field(
        description="JSON pointer into the body, or the parameter's name", examples=["/name"]
    )
    code: str
    detail: str


class ProblemOut(BaseModel):
    """Body of every answer with status 400 and above (RFC 9457)."""

    type: str = Field(examples=["/problems/not-found"])
    title: str = Field(examples=["找不到这条记录"])
    status: int
    detail: str | None = None
    instance: str | None = None
    request_id: str | None = None
    errors: list[FieldErrorOut] | None = None


def not_found(what: str = "这条记录") -> Problem:
    """404, also for what the caller may not see."""
    return Problem("not-found", f"找不到{what}", 404, "它不存在，或者您没有查看它的权限。")


def method_not_allowed(methods: Sequence[str]) -> Problem:
    """405 naming all that would do."""
    return Problem("method-not-allowed", "这个地址不支持该操作", 405, headers={"Allow": ", ".join(methods)})


NOT_YOURS = "您的角色不能做这件事；如需办理，请联系纪委办。"


def forbidden(detail: str = NOT_YOURS) -> Problem:
    """403: visible, but not allowed to act."""
    return Problem("forbidden", "没有权限", 403, detail)


def conflict(detail: str, slug: str = "conflict") -> Problem:
    """409: the state of the record forbids it."""
    return Problem(slug, "与当前状态冲突", 409, detail)


def invalid(pointer: str, code: str, detail: str) -> Problem:
    """422 for one field."""
    return invalid_fields([FieldError(pointer, code, detail)])


def invalid_fields(errors: Sequence[FieldError]) -> Problem:
    """422 for several fields at once."""
    return Problem("validation", "提交的内容有误", 422, errors[0].detail if errors else None, errors)


def problem_response(problem: Problem, request_id: str | None, instance: str | None) -> Response:
    """The wire form of a problem."""
    body: dict[str, Any] = {
        "type": f"/problems/{problem.slug}",
        "title": problem.title,
        "status": problem.status,
    }
    optional = {"detail": problem.detail, "instance": instance, "request_id": request_id}
    body |= {key: value for key, value in optional.items() if value is not None}
    if problem.errors:
        body["errors"] = [error._asdict() for error in problem.errors]
    content = orjson.dumps(body, option=orjson.OPT_NON_STR_KEYS)
    return Response(content, problem.status, headers=problem.headers, media_type=MEDIA_TYPE)


def _answer(request: Request, problem: Problem) -> Response:
    state = request.scope.get("state", {})
    path: str = request.scope["path"]
    return problem_response(
        problem, state.get("request_id"), path.encode("ascii", "backslashreplace").decode()
    )


def _pointer(location: Sequence[int | str]) -> str:
    """FastAPI's loc → JSON pointer; parameters keep their bare name."""
    source, *rest = location
    if source == "body":
        return (
            "/" + "/".join(str(part).replace("~", "~0").replace("/", "~1") for part in rest) if rest else ""
        )
    return str(rest[-1]) if rest else str(source)


Witness = Callable[[Request, Problem], None]
"""Learns of every problem an operation raised, after the request's transaction is over and before the answer."""


def _handler(witness: Witness | None) -> Callable[[Request, Exception], Response]:
    def on_problem(request: Request, error: Exception) -> Response:
        assert isinstance(error, Problem)
        if witness is not None:
            witness(request, error)
        return _answer(request, error)

    return on_problem


def _on_validation(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    fields = [FieldError(_pointer(item["loc"]), item["type"], explain(item)) for item in error.errors()]
    return _answer(request, invalid_fields(fields))


METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
FRAMEWORK = {
    400: ("bad-request", "请求无法理解"),
    404: ("not-found", "没有这个地址"),
    413: ("too-large", "提交的内容过大"),
    415: ("unsupported-media-type", "不支持这种内容类型"),
}


def _allowed(request: Request) -> list[str]:
    """The methods of every route at this address; the framework names those of one route only."""
    routes = request.app.router.routes
    asked = {method: {**request.scope, "method": method} for method in METHODS}
    return [name for name, scope in asked.items() if any(_serves(route, scope) for route in routes)]


def _serves(route: BaseRoute, scope: Scope) -> bool:
    return route.matches(scope)[0] is Match.FULL


def _on_http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if error.status_code == 405:
        return _answer(request, method_not_allowed(_allowed(request)))
    slug, title = FRAMEWORK.get(error.status_code, ("http-error", "请求没有成功"))
    return _answer(request, Problem(slug, title, error.status_code, headers=error.headers))


def _on_integrity(request: Request, error: Exception) -> Response:
    """A constraint the actions did not foresee, or two writers at once: the database decided."""
    return _answer(request, conflict("刚刚有人保存了相互冲突的内容，请刷新后再试。"))


def _on_database(request: Request, error: Exception) -> Response:
    headers = {"Retry-After": "2"}
    return _answer(
        request, Problem("unavailable", "系统繁忙", 503, "请稍候几秒再试，已填内容不会丢失。", (), headers)
    )


def _on_crash(request: Request, error: Exception) -> Response:
    return _answer(request, Problem("internal", "系统出错了", 500, "请把请求编号（request_id）告诉系统管理员。"))


def install(app: FastAPI, witness: Witness | None = None) -> None:
    """Makes every error of the app a problem, the framework's own included."""
    app.add_exception_handler(Problem, _handler(witness))
    app.add_exception_handler(RequestValidationError, _on_validation)
    app.add_exception_handler(HTTPException, _on_http)
    app.add_exception_handler(IntegrityError, _on_integrity)
    for kind in (OperationalError, PoolTimeout, DBAPIError):
        app.add_exception_handler(kind, _on_database)
    app.add_exception_handler(Exception, _on_crash)
