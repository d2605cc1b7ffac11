"""Makes the generated OpenAPI document say what is really sent."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from backend.kit.problems import MEDIA_TYPE, ProblemOut

PROBLEM_REF = {"$ref": "#/components/schemas/ProblemOut"}
DESCRIPTIONS = {
    "400": "请求无法理解",
    "401": "没有登录，或登录已失效",
    "403": "没有权限",
    "404": "不存在，或无权查看",
    "409": "与当前状态冲突",
    "412": "内容已被别人更新",
    "413": "内容过大",
    "422": "内容有误",
    "428": "缺少 If-Match",
    "429": "过于频繁",
    "503": "系统繁忙",
}
SECURITY_SCHEMES: dict[str, Any] = {
    "bearer": {
        "type": "http",
        "scheme": "bearer",
        "description": "网页登录得到的访问令牌（5 分钟）、OA 客户端令牌（15 分钟）或脚本用的个人令牌（lzp_…）。",
    },
    "clientCredentials": {
        "type": "oauth2",
        "flows": {"clientCredentials": {"tokenUrl": "/oauth/token", "scopes": {}}},
    },
}
IDEMPOTENCY_PARAMETER = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "schema": {"type": "string", "minLength": 8, "maxLength": 128, "pattern": "^[!-~]+$"},
    "description": "重试时沿用同一个值：得到第一次的答复，不会重复办理。保存 30 天。",
}

Annotate = Callable[[str, str, dict[str, Any]], None]


def operations(document: Mapping[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """(path, method, operation) of the whole document."""
    for path, item in document.get("paths", {}).items():
        for method, operation in item.items():
            if method in ("get", "put", "post", "patch", "delete"):
                yield path, method, operation


def _problem(code: str) -> dict[str, Any]:
    return {"description": DESCRIPTIONS[code], "content": {MEDIA_TYPE: {"schema": PROBLEM_REF}}}


def _document_problems(path: str, method: str, operation: dict[str, Any]) -> None:
    responses: dict[str, Any] = operation["responses"]
    codes = {"400", "422", "503"}
    if operation.get("security") or method == "post":
        codes |= {"401", "403", "429"}
    names_ids_in_body = operation.get("security") and "requestBody" in operation
    if "{" in path or path.endswith("/people/me") or names_ids_in_body:
        codes.add("404")
    if method != "get":
        codes |= {"409", "413"}
    if any(parameter["name"].lower() == "if-match" for parameter in operation.get("parameters", [])):
        codes |= {"412", "428"}
    for code in codes:
        if code == "422" or code not in responses:  # the framework always declares 422, and wrongly
            responses[code] = _problem(code)
    responses["default"] = {"description": "其他错误", "content": {MEDIA_TYPE: {"schema": PROBLEM_REF}}}
    operation["responses"] = dict(sorted(responses.items()))


def install(
    app: FastAPI, tags: Sequence[Mapping[str, str]], scopes: Mapping[str, str], annotate: Annotate
) -> None:
    """Replaces `app.openapi`. `annotate(path, method, operation)` adds what only the app knows (permissions)."""

    def openapi() -> dict[str, Any]:
        if app.openapi_schema:
            return app.openapi_schema
        document = get_openapi(
            title=app.title,
            version=app.version,
            description=app.description,
            routes=app.routes,
            tags=[dict(tag) for tag in tags],
            webhooks=app.webhooks.routes,
            separate_input_output_schemas=False,
        )
        components = document.setdefault("components", {})
        schemas = components.setdefault("schemas", {})
        problem = ProblemOut.model_json_schema(ref_template="#/components/schemas/{model}")
        schemas |= problem.pop("$defs", {}) | {"ProblemOut": problem}
        for unused in ("HTTPValidationError", "ValidationError"):
            schemas.pop(unused, None)
        schemes = {**SECURITY_SCHEMES}
        schemes["clientCredentials"] = {
            "type": "oauth2",
            "flows": {"clientCredentials": {"tokenUrl": "/oauth/token", "scopes": dict(scopes)}},
        }
        components["securitySchemes"] = schemes
        for path, method, operation in operations(document):
            annotate(path, method, operation)
            if method == "post" and operation.get("security") and not operation.get("x-shows-secret"):
                operation.setdefault("parameters", []).append(IDEMPOTENCY_PARAMETER)
            _document_problems(path, method, operation)
        app.openapi_schema = document
        return document

    app.openapi = openapi  # type: ignore[method-assign]  # FastAPI's documented extension point
