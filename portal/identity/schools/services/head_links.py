"""The mailed links by which a head answers for their school without a password: one head, one question. What is asked, and when it is asked no longer, is
known by the room that asks."""

import uuid

from portal.core.errors import RuleBroken
from portal.core.i18n import _
from portal.identity.accounts import links
from portal.identity.accounts.models import LinkPurpose, OneTimeLink, Person
from portal.identity.schools.queries import signing_head


def link_to_head(purpose: LinkPurpose, *, school_id: uuid.UUID, subject_id: uuid.UUID) -> tuple[Person, str]:
    """The head of the school, and a new link of theirs; the one before works no longer. Raises RuleBroken where nobody signs for the school."""
    head = signing_head(school_id)
    if head is None:
        raise RuleBroken(
            None, _("Nobody signs for this school now. Its contact can write to the head from the school’s page.")
        )
    return head, links.make_link(purpose, person_id=head.id, subject_id=subject_id, address=head.email)


def head_of_link(link: OneTimeLink, school_id: uuid.UUID) -> Person:
    """Whoever got the link, while they sign for this school. Raises NotAllowedNow."""
    head = signing_head(school_id)
    if head is None or head.id != link.person_id:
        raise links.link_is_over()
    return head
