"""What the tests of this room share: an invitation, and the token of its newest link."""

import re
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from portal.core.outbox import OutboxMail
from portal.core.perform import perform
from portal.forming.clusters.queries import get_cluster
from portal.identity.accounts.models import LinkPurpose, OneTimeLink
from portal.identity.accounts.queries import live_link
from portal.running.mirrors import services
from portal.running.mirrors.models import MirrorInvitation
from tests.identity.schools.conftest import mails
from tests.running.matching.conftest import lake
from tests.support.cast import Cast

__all__ = ["lake", "mails"]

ADDRESS = "head@mto.example"


class Post:
    """Keeps what would be mailed: the newest token, and how many were written."""

    def __init__(self) -> None:
        self.tokens: list[str] = []

    def write(self, kind: str, invitation: MirrorInvitation, token: str) -> None:
        assert (kind, bool(invitation.address)) == ("member_invited" if invitation.joins else "mirror_invited", True)
        self.tokens.append(token)

    @property
    def link(self) -> OneTimeLink:
        found = live_link(self.tokens[-1], LinkPurpose.BUILD_TWIN)
        assert found is not None
        return found


@pytest.fixture
def post() -> Post:
    return Post()


def invite(app: Flask, cast: Cast, post: Post, *, by: str = "coordinator", **more: Any) -> uuid.UUID:
    """The coordinator of `river` invites a school that is not here yet; the invitation's id."""
    given = {
        "school_name": "Mto School",
        "country": "KE",
        "contact_name": "Rehema",
        "address": ADDRESS,
        "message": "",
        **more,
    }
    with app.app_context():
        made = perform(
            services.invite_mirror, get_cluster(cast.river), by=cast.signed_in(by), write=post.write, **given
        )
        return made.id  # type: ignore[no-any-return]


@pytest.fixture
def link_in(mails: Callable[..., list[OutboxMail]]) -> Callable[[], str]:
    """The path of the link in the newest invitation."""

    def path() -> str:
        found = re.search(r"http://[^/\s]+(/mirror/\S+)", mails()[-1].text)
        assert found is not None
        return found.group(1)

    return path
