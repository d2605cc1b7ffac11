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
    groups_read = "groups:read", "查看领导小组"
    groups_write = "groups:write", "维护领导小组"
    regulations_read = "regulations:read", "查看制度依据"
    regulations_write = "regulations:write", "维护制度依据"
    campaigns_read = "campaigns:read", "查看活动安排"
    campaigns_write = "campaigns:write", "安排活动"
    submissions_read = "submissions:read", "查看报送与台账"
    submissions_write = "submissions:write", "报送材料"
    submissions_receive = "submissions:receive", "接收材料与延期"
    meetings_read = "meetings:read", "查看会议"
    meetings_write = "meetings:write", "登记会议"
    notices_read = "notices:read", "查看通知"
    notices_write = "notices:write", "发布通知"
    notices_sign = "notices:sign", "签收通知"
    questions_read = "questions:read", "查看咨询"
    questions_write = "questions:write", "提出咨询"
    questions_answer = "questions:answer", "答复咨询"
    nudges_read = "nudges:read", "查看催办"
    nudges_write = "nudges:write", "催办"
    powers_read = "powers:read", "查看职权"
    powers_write = "powers:write", "维护职权"
    flow_checks_write = "flow-checks:write", "审查流程"
    flow_checklists_write = "flow-checklists:write", "维护流程审查清单与模板"
    risks_read = "risks:read", "查看风险点"
    risks_write = "risks:write", "填写排查表"
    announcements_read = "announcements:read", "查看公示"
    announcements_write = "announcements:write", "公示登记汇总"
    announcements_object = "announcements:object", "对公示提出异议"
    objections_read = "objections:read", "查看公示异议"
    suggestions_read = "suggestions:read", "查看风险建议"
    suggestions_write = "suggestions:write", "提出风险建议"
    risk_lists_write = "risk-lists:write", "维护分类与查找方式"
    reviews_read = "reviews:read", "查看审核"
    reviews_decide = "reviews:decide", "作出审核决定"
    reviews_comment = "reviews:comment", "批注与答复"
    reviews_department = "reviews:department", "部门审核"
    reviews_supervising = "reviews:supervising", "分管领导审核"
    reviews_office = "reviews:office", "防控办公室汇总"
    reviews_leadership = "reviews:leadership", "班子审核"
    decisions_record = "decisions:record", "登记班子会议决定"
    assessments_read = "assessments:read", "查看评估"
    assessments_write = "assessments:write", "评估风险"
    level_rules_write = "level-rules:write", "选择岗位定级规则"
    opinions_read = "opinions:read", "查看征求意见"
    opinions_write = "opinions:write", "征求与采纳意见"
    measures_read = "measures:read", "查看防控措施"
    measures_write = "measures:write", "制定与落实防控措施"
    measures_check = "measures:check", "检查措施成效"
    warnings_read = "warnings:read", "查看预警"
    warnings_write = "warnings:write", "预警处置"
    warnings_reply = "warnings:reply", "答复预警"
    rechecks_read = "rechecks:read", "查看复核任务"
    rechecks_write = "rechecks:write", "办理复核任务"
    rechecks_open = "rechecks:open", "发起动态调整"
    inspections_read = "inspections:read", "查看检查考核"
    inspections_write = "inspections:write", "组织检查考核"
    inspections_self = "inspections:self", "部门自查自评"
    findings_read = "findings:read", "查看监督检查问题"
    findings_raise = "findings:raise", "提出监督检查问题"
    findings_reply = "findings:reply", "答复监督检查问题"
    quality_read = "quality:read", "查看质量检查"
    years_read = "years:read", "查看年度与对比"
    years_write = "years:write", "开启与封存年度"
    handovers_read = "handovers:read", "查看岗位交接"
    handovers_acknowledge = "handovers:acknowledge", "确认岗位交接"
    pledges_read = "pledges:read", "查看岗位廉政承诺"
    pledges_sign = "pledges:sign", "签订岗位廉政承诺"
    pledges_write = "pledges:write", "发布承诺书文本"
    notifications_self = "notifications:self", "查看自己的消息"
    imports_read = "imports:read", "查看导入"
    imports_write = "imports:write", "导入表格"
    documents_read = "documents:read", "下载表格"
    packages_build = "packages:build", "生成材料包"
    packages_read = "packages:read", "查看材料包"
    packages_write = "packages:write", "管理材料包"
    templates_write = "templates:write", "管理表格模板"
    overview_read = "overview:read", "查看工作台"
    changes_read = "changes:read", "拉取变更"


P, R, own, granted, school = Permission, Role, Reach.own, Reach.granted, Reach.school

_EVERYONE = {
    P.account_self: own,
    P.overview_read: own,
    P.notifications_self: own,
    P.regulations_read: school,
    P.campaigns_read: school,
    P.groups_read: school,
    P.notices_read: own,
    # Whatever else somebody is charged with: 公示 is for everybody of the department or the college, and whoever takes
    # over or holds a post acknowledges and pledges himself.
    P.announcements_read: own,
    P.announcements_object: own,
    P.objections_read: own,
    P.handovers_acknowledge: own,
    P.pledges_sign: own,
}
_READ_DEPARTMENT = {
    P.organization_read: granted,
    P.people_read: granted,
    P.powers_read: granted,
    P.risks_read: granted,
    P.reviews_read: granted,
    P.assessments_read: granted,
    P.documents_read: granted,
    P.packages_build: granted,
    P.overview_read: granted,
    P.submissions_read: granted,
    P.meetings_read: granted,
    P.notices_read: granted,
    P.questions_read: granted,
    P.nudges_read: granted,
    P.suggestions_read: granted,
    P.announcements_read: granted,
    P.opinions_read: granted,
    P.measures_read: granted,
    P.rechecks_read: granted,
    P.quality_read: granted,
    P.years_read: granted,
    P.handovers_read: granted,
    P.inspections_read: granted,
    P.findings_read: granted,
    P.pledges_read: granted,
}
_WRITE_DEPARTMENT = {
    P.powers_write: granted,
    P.risks_write: granted,
    P.groups_write: granted,
    P.submissions_write: granted,
    P.meetings_write: granted,
    P.notices_write: granted,
    P.questions_write: granted,
    P.nudges_write: granted,
    P.suggestions_write: granted,
    P.announcements_write: granted,
    P.objections_read: granted,
    P.opinions_write: granted,
    P.measures_write: granted,
    P.rechecks_write: granted,
    P.reviews_comment: granted,
}
"""What liaison and head both do for their department."""
_INSPECTED = {P.inspections_self: granted, P.findings_reply: granted}
"""What a department does when it is inspected; the office inspects, so it never does it in a department's place."""
_GUIDE_DEPARTMENT = {P.nudges_write: granted, P.suggestions_write: granted, P.reviews_comment: granted}
"""督促和指导: to urge, to point out, to remark. It decides nothing."""
_PACKAGES = {P.packages_read: own, P.packages_write: own}
"""Whoever has a package made has it for himself: it holds all he may see, which others may not."""
_PRIVATE = (P.opinions_read, P.handovers_read)
"""What others said in confidence, and what one person takes over from another: nothing that guidance needs."""
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
            P.reviews_comment: own,
            P.assessments_read: own,
            P.assessments_write: own,
            P.documents_read: own,
            P.suggestions_read: own,
            P.suggestions_write: own,
            P.measures_read: own,
            P.measures_write: own,
            P.rechecks_read: own,
            P.rechecks_write: own,
            P.quality_read: own,
            P.handovers_read: own,
            P.pledges_read: own,
            P.meetings_read: own,
            P.nudges_read: own,
            P.warnings_read: own,
            P.warnings_reply: own,
            P.findings_read: own,
        },
        R.liaison: _EVERYONE | _PACKAGES
        | _READ_DEPARTMENT
        | _WRITE_DEPARTMENT
        | _INSPECTED
        | {
            P.notices_sign: granted,
            P.positions_write: granted,
            P.imports_read: granted,
            P.imports_write: granted,
            # As a colleague among the others of the department: 互相查 (opinion.txt line 55).
            P.assessments_write: own,
        },
        R.department_head: _EVERYONE | _PACKAGES
        | _READ_DEPARTMENT
        | _WRITE_DEPARTMENT
        | _INSPECTED
        | {
            P.measures_check: granted,
            P.notices_sign: granted,
            P.reviews_decide: granted,
            P.reviews_department: granted,
            P.assessments_write: granted,
        },
        R.supervising_leader: _EVERYONE | _PACKAGES
        | _READ_DEPARTMENT
        | _GUIDE_DEPARTMENT
        | {
            P.reviews_decide: granted,
            P.reviews_supervising: granted,
            P.assessments_write: granted,
            P.measures_check: granted,
            P.findings_raise: granted,
            # Whoever draws a flow does not review it (opinion.txt line 63), so nobody of the department does.
            P.flow_checks_write: granted,
        },
        # opinion.txt line 31: 对联系院系（部）、部门要加强督促和指导. Signing belongs to who supervises (分管).
        R.contact_leader: _EVERYONE | _PACKAGES
        | {permission: reach for permission, reach in _READ_DEPARTMENT.items() if permission not in _PRIVATE}
        | _GUIDE_DEPARTMENT,
        R.leadership: _EVERYONE | _PACKAGES
        | _READ_SCHOOL
        | {P.reviews_decide: school, P.reviews_comment: school, P.reviews_leadership: school},
        R.office: _EVERYONE
        | _READ_SCHOOL
        | dict.fromkeys(_WRITE_DEPARTMENT | _PACKAGES, school)
        | {
            P.organization_write: school,
            P.positions_write: school,
            P.positions_bulk: school,
            P.regulations_write: school,
            P.flow_checks_write: school,
            P.flow_checklists_write: school,
            P.campaigns_write: school,
            P.submissions_receive: school,
            P.questions_answer: school,
            P.risk_lists_write: school,
            P.reviews_decide: school,
            P.reviews_office: school,
            P.decisions_record: school,
            P.measures_check: school,
            P.rechecks_open: school,
            P.years_write: school,
            P.pledges_write: school,
            P.assessments_write: school,
            P.level_rules_write: school,
            P.warnings_read: school,
            P.warnings_write: school,
            P.inspections_write: school,
            P.findings_raise: school,
            P.imports_read: school,
            P.imports_write: school,
            P.changes_read: school,
            P.templates_write: school,
        },
        # 监督检查 is all a supervisor does (opinion.txt line 83): he raises findings and changes nothing else.
        R.supervisor: _EVERYONE | _READ_SCHOOL | _PACKAGES | {P.findings_raise: school},
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

POST_ROLES = MappingProxyType(
    {
        "member": R.staff,
        "head": R.department_head,
        "liaison": R.liaison,
        "supervising": R.supervising_leader,
        "contact": R.contact_leader,
    }
)
"""What follows from a post: everybody on the roster, `OfficerKind` and `OversightKind` values."""
