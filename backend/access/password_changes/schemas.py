"""Bodies of choosing a new password."""

from pydantic import Field

from backend.access.schemas import Password
from backend.kit.paging import Body


class PasswordChange(Body):
    """The old password proves who sits there."""

    current_password: Password
    new_password: Password


class PasswordReset(Body):
    """Redeems what the system administrator handed over."""

    token: str = Field(min_length=1, max_length=100, examples=["lzw_…"])
    new_password: Password
