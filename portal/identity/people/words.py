"""Roles as people read them."""

from typing import Any

from portal.core.i18n import _l
from portal.policy.people import Role

ROLE_WORDS: dict[Role, Any] = {
    Role.REVIEWER: _l("Reviewer"),
    Role.MODERATOR: _l("Moderator (panel chair)"),
    Role.PROGRAMME_OFFICER: _l("Programme officer"),
    Role.PROGRAMME_MANAGER: _l("Programme manager"),
    Role.AUDITOR: _l("Auditor"),
    Role.AUTHORITY_OFFICER: _l("Officer of a local authority"),
    Role.SAFEGUARDING_LEAD: _l("Portal safeguarding team"),
    Role.SYSTEM_ADMINISTRATOR: _l("System administrator"),
}


def role_words(role: Role | str) -> str:
    """The role's name on the screen."""
    return str(ROLE_WORDS[Role(role)])


def masked(address: str) -> str:
    """An address that can be recognised but not written to: "t…@hill.example"."""
    local, _at, host = address.partition("@")
    return f"{local[:1]}…@{host}"
