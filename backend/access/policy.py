"""THE permission table: the only file that says what a role may do, and how far."""

from types import MappingProxyType

from backend.access.permissions import Permission
from backend.access.rules import Reach, Role

__all__ = ["POLICY", "POST_ROLES", "Permission"]

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
    P.publications_read: granted,
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
    P.publications_write: granted,
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
            # What goes out to society goes through the office (opinion.txt line 70).
            P.publications_release: school,
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
