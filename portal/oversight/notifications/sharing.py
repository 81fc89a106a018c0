"""What two roles of the programme owe together. The duty names one of them; the other may do it as well, sees it and is reminded of it."""

from portal.core.duty import DutyKind
from portal.policy.people import Role

LOOKING_AT_SCHOOLS = (DutyKind.VERIFY_SCHOOL, DutyKind.RECHECK_SCHOOL)
# who shares: with whom, and what. Programme managers and system administrators verify schools.
SHARED: dict[Role, tuple[Role, tuple[DutyKind, ...]]] = {
    Role.SYSTEM_ADMINISTRATOR: (Role.PROGRAMME_MANAGER, LOOKING_AT_SCHOOLS)
}


def shared_by(roles: frozenset[Role]) -> frozenset[tuple[str, DutyKind]]:
    """(role named in the duty, kind) of what holders of these roles owe besides their own."""
    return frozenset((of.value, kind) for role, (of, kinds) in SHARED.items() if role in roles for kind in kinds)


def roles_of(role: Role, kind: DutyKind) -> tuple[Role, ...]:
    """Everyone who owes what a duty of this kind lays on `role`."""
    return (role, *(other for other, (of, kinds) in SHARED.items() if of == role and kind in kinds))
