"""What a token may carry that no person holds at the keyboard: of campus systems, and of scripts."""

from backend.access.policy import Permission

CLIENT_SCOPES = frozenset(
    {
        Permission.organization_read,
        Permission.organization_write,
        Permission.regulations_read,
        Permission.people_read,
        Permission.positions_write,
        Permission.positions_bulk,
        Permission.powers_read,
        Permission.risks_read,
        Permission.measures_read,
        Permission.assessments_read,
        Permission.changes_read,
    }
)
"""What an API client may be given at all; never decisions, warnings or accounts."""

PERSONAL_TOKEN_SCOPES = frozenset(Permission) - {
    Permission.account_self,
    Permission.users_write,
    Permission.grants_write,
    Permission.clients_write,
}
"""A script token can never manage accounts, so a leaked one cannot make another."""
