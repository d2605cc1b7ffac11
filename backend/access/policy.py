"""THE permission table: the only file that says what a role may do, and how far."""

from types import MappingProxyType

from backend.access.rules import Reach, Role
from backend.kit.terms import Term


class Permission(Term):
    """`room:verb`. Reading and writing never share one permission."""

    account_self = "account:self", "管理自己的账号"
    users_read = "users:read", "查看账号"
    users_write = "users:write", "管理账号"
    grants_read = "grants:read", "查看授权"
    grants_write = "grants:write", "管理授权"
    clients_read = "clients:read", "查看接口客户端"
    clients_write = "clients:write", "管理接口客户端"
    audit_read = "audit:read", "查看审计记录"
    organization_read = "organization:read", "查看部门与岗位"
    organization_write = "organization:write", "维护部门与人员"
    people_read = "people:read", "查看人员"
    positions_write = "positions:write", "维护岗位"
    positions_bulk = "positions:bulk", "批量载入岗位"
    powers_read = "powers:read", "查看职权"
    powers_write = "powers:write", "维护职权"
    risks_read = "risks:read", "查看风险点"
    risks_write = "risks:write", "填写排查表"
    reviews_read = "reviews:read", "查看审核"
    reviews_decide = "reviews:decide", "作出审核决定"
    reviews_department = "reviews:department", "部门审核"
    reviews_supervising = "reviews:supervising", "分管领导审核"
    reviews_leadership = "reviews:leadership", "班子审核"
    assessments_read = "assessments:read", "查看评估"
    assessments_write = "assessments:write", "评估风险"
    level_rules_write = "level-rules:write", "选择岗位定级规则"
    warnings_read = "warnings:read", "查看预警"
    warnings_write = "warnings:write", "预警处置"
    warnings_reply = "warnings:reply", "答复预警"
    imports_read = "imports:read", "查看导入"
    imports_write = "imports:write", "导入表格"
    documents_read = "documents:read", "下载表格"
    overview_read = "overview:read", "查看工作台"
    changes_read = "changes:read", "拉取变更"


P, R, own, granted, school = Permission, Role, Reach.own, Reach.granted, Reach.school

_EVERYONE = {P.account_self: own, P.overview_read: own}
_READ_DEPARTMENT = {
    P.organization_read: granted,
    P.people_read: granted,
    P.powers_read: granted,
    P.risks_read: granted,
    P.reviews_read: granted,
    P.assessments_read: granted,
    P.documents_read: granted,
    P.overview_read: granted,
}
_READ_SCHOOL = dict.fromkeys(_READ_DEPARTMENT, school)

POLICY: MappingProxyType[Role, dict[Permission, Reach]] = MappingProxyType(
    {
        R.staff: _EVERYONE
        | {
            P.organization_read: school,
            P.powers_read: own,
            P.risks_read: own,
            P.risks_write: own,
            P.reviews_read: own,
            P.assessments_read: own,
            P.assessments_write: own,
            P.documents_read: own,
            P.warnings_read: own,
            P.warnings_reply: own,
        },
        R.liaison: _EVERYONE
        | _READ_DEPARTMENT
        | {
            P.positions_write: granted,
            P.powers_write: granted,
            P.risks_write: granted,
            P.imports_read: granted,
            P.imports_write: granted,
        },
        R.department_head: _EVERYONE
        | _READ_DEPARTMENT
        | {
            P.powers_write: granted,
            P.risks_write: granted,
            P.reviews_decide: granted,
            P.reviews_department: granted,
            P.assessments_write: granted,
        },
        R.supervising_leader: _EVERYONE
        | _READ_DEPARTMENT
        | {P.reviews_decide: granted, P.reviews_supervising: granted, P.assessments_write: granted},
        R.leadership: _EVERYONE | _READ_SCHOOL | {P.reviews_decide: school, P.reviews_leadership: school},
        R.office: _EVERYONE
        | _READ_SCHOOL
        | {
            P.organization_write: school,
            P.positions_write: school,
            P.positions_bulk: school,
            P.powers_write: school,
            P.risks_write: school,
            P.assessments_write: school,
            P.level_rules_write: school,
            P.warnings_read: school,
            P.warnings_write: school,
            P.imports_read: school,
            P.imports_write: school,
            P.changes_read: school,
        },
        R.supervisor: _EVERYONE | _READ_SCHOOL,
        R.system_admin: {
            P.account_self: own,
            P.users_read: school,
            P.users_write: school,
            P.clients_read: school,
            P.clients_write: school,
        },
        R.security_admin: {
            P.account_self: own,
            P.users_read: school,
            P.grants_read: school,
            P.grants_write: school,
        },
        R.audit_admin: {P.account_self: own, P.audit_read: school},
    }
)

CLIENT_SCOPES = frozenset(
    {
        P.organization_read,
        P.organization_write,
        P.people_read,
        P.positions_write,
        P.positions_bulk,
        P.powers_read,
        P.risks_read,
        P.assessments_read,
        P.changes_read,
    }
)
"""What an API client may be given at all; never decisions, warnings or accounts."""

PERSONAL_TOKEN_SCOPES = frozenset(P) - {P.account_self, P.users_write, P.grants_write, P.clients_write}
"""A script token can never manage accounts, so a leaked one cannot make another."""

POST_ROLES = MappingProxyType(
    {
        "member": R.staff,
        "head": R.department_head,
        "liaison": R.liaison,
        "supervising": R.supervising_leader,
    }
)
"""What follows from a post: everybody on the roster, `OfficerKind` and `OversightKind` values. 联系 gives no rights."""
