"""RFC 6749 without the database: the form, the two ways to present credentials, the errors."""

import base64
import binascii
from typing import NamedTuple
from urllib.parse import parse_qsl, unquote_plus

FORM = "application/x-www-form-urlencoded"


class OauthError(Exception):
    """RFC 6749 §5.2. `by_header`: the client used Basic, so it is told to use it again."""

    def __init__(self, error: str, description: str, status: int = 400, *, by_header: bool = False) -> None:
        super().__init__(error)
        self.error, self.description, self.status, self.by_header = error, description, status, by_header


class TokenRequest(NamedTuple):
    """What a client asks for. `scope` None means everything it was granted."""

    client_id: str
    client_secret: str
    scope: frozenset[str] | None
    by_header: bool


def parse_form(media_type: str, body: bytes) -> dict[str, str]:
    """The form's fields; a repeated field is an error (§3.2), an empty one is as if omitted."""
    if media_type.partition(";")[0].strip().lower() != FORM:
        raise OauthError("invalid_request", f"请以 {FORM} 提交")
    try:
        pairs = parse_qsl(
            body.decode("utf-8"),
            keep_blank_values=True,
            strict_parsing=bool(body),
            errors="strict",
            max_num_fields=20,
        )
    except ValueError:
        raise OauthError("invalid_request", "表单无法理解") from None
    fields = dict(pairs)
    if len(fields) != len(pairs):
        raise OauthError("invalid_request", "同一个参数出现了两次")
    return {name: value for name, value in fields.items() if value}


def _from_header(header: str) -> tuple[str, str]:
    """§2.3.1: both halves are form-encoded before they are joined."""
    scheme, _, encoded = header.partition(" ")
    try:
        plain = base64.b64decode(encoded.strip(), validate=True).decode("utf-8")
    except (binascii.Error, UnicodeDecodeError, ValueError):
        plain = ""
    client_id, colon, client_secret = plain.partition(":")
    if scheme.lower() != "basic" or not colon:
        raise OauthError("invalid_client", "Authorization 头应为 Basic", 401, by_header=True)
    return unquote_plus(client_id), unquote_plus(client_secret)


def read_request(header: str | None, fields: dict[str, str]) -> TokenRequest:
    """The request, or OauthError. Only client_credentials; no password and no implicit grant."""
    grant_type = fields.get("grant_type")
    if grant_type is None:
        raise OauthError("invalid_request", "缺少 grant_type")
    if grant_type != "client_credentials":
        raise OauthError("unsupported_grant_type", "只支持 client_credentials")
    if header is not None:
        client_id, client_secret = _from_header(header)
        if "client_secret" in fields or fields.get("client_id", client_id) != client_id:
            raise OauthError("invalid_request", "客户端凭据只能用一种方式提交")
    else:
        client_id, client_secret = fields.get("client_id", ""), fields.get("client_secret", "")
    if not client_id or not client_secret:
        raise OauthError("invalid_client", "缺少 client_id 或 client_secret", 401, by_header=True)
    scope = fields.get("scope")
    return TokenRequest(
        client_id, client_secret, None if scope is None else frozenset(scope.split()), header is not None
    )
