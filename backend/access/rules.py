"""Terms and limits of access."""

from datetime import timedelta

from backend.kit.terms import Term


class Role(Term):
    """Who somebody is in the prevention work; opinion.txt lines 28–33 and 83."""

    staff = "staff", "教职工"
    liaison = "liaison", "联络员"
    department_head = "department_head", "部门负责人"
    supervising_leader = "supervising_leader", "分管领导"
    contact_leader = "contact_leader", "联系领导"
    leadership = "leadership", "领导班子"
    office = "office", "防控办公室（纪委办）"
    supervisor = "supervisor", "监督员"
    system_admin = "system_admin", "系统管理员"
    security_admin = "security_admin", "安全管理员"
    audit_admin = "audit_admin", "审计管理员"


class Reach(Term):
    """How far a permission goes."""

    own = "own", "本人"
    granted = "granted", "授权部门"
    school = "school", "全校"


class GrantSource(Term):
    """Why a grant exists: given by the security administrator, or following from a post."""

    manual = "manual", "手工授予"
    post = "post", "随职务产生"


class UserStatus(Term):
    """A disabled user keeps the name in history and loses every token at once."""

    active = "active", "正常"
    disabled = "disabled", "已停用"


ADMIN_ROLES = frozenset({Role.system_admin, Role.security_admin, Role.audit_admin})
"""三员分立: disjoint, and none of them sees business data."""

FRESH = timedelta(minutes=5)
"""So long after the password was typed a session may do what is sensitive (ASVS 7.5.3)."""
ACCESS_TTL = timedelta(minutes=5)
CLIENT_TTL = timedelta(minutes=15)
SESSION_IDLE = timedelta(minutes=30)
SESSION_LIFE = timedelta(hours=12)
REFRESH_RACE = timedelta(seconds=10)
PERSONAL_TOKEN_DAYS = 90
ATTEMPT_WINDOW = timedelta(minutes=5)
ATTEMPTS_PER_USER = 10
ATTEMPTS_PER_ADDRESS = 50
"""A campus sits behind few addresses, so the limit per address is wider than PyPI's 10."""
ATTEMPTS_GLOBAL = 1000
ONE_TIME_LIFE = timedelta(hours=24)
KNOWN_ADDRESS = timedelta(days=90)
"""An address from which somebody signed in this recently has its own limit: strangers cannot shut him out."""
LIVE_SECRETS = 2
CLIENT_SECRET_MAX_DAYS = PERSONAL_TOKEN_MAX_DAYS = 365
USE_NOTED_EVERY = timedelta(hours=1)
