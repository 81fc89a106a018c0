"""The last two heads answer by their mailed links at the same moment: what waits for all of them does not go on waiting, on both databases."""

import time
import uuid
from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.applying.applications import services as applications
from portal.applying.applications.models import ApplicationVersion, SignOff
from portal.applying.applications.services import signing
from portal.applying.awards import services as awards
from portal.applying.awards.models import AwardAcceptance
from portal.applying.awards.services import awards as accepting
from portal.core.actors import SYSTEM
from portal.core.database import session
from portal.core.perform import perform
from portal.identity.accounts.models import LinkPurpose, OneTimeLink
from portal.identity.accounts.queries import live_link
from tests.applying import desk, support
from tests.applying.applications.test_signing import being_signed
from tests.support.cast import Cast
from tests.support.races import at_once

pytestmark = pytest.mark.soak
SCHOOLS = ("vale", "ford")


def _slowly(monkeypatch: pytest.MonkeyPatch, module: ModuleType) -> None:
    """The other one comes in between writing a yes and looking who else has said it."""
    whole = module.change

    def change(*given: Any) -> None:
        whole(*given)
        time.sleep(0.5)

    monkeypatch.setattr(module, "change", change)


def _links(purpose: LinkPurpose, subjects: list[uuid.UUID], write: Any, send: Any, of: Any) -> list[tuple[str, str]]:
    """The token and the code of each."""
    found = []
    for subject_id in subjects:
        tokens: list[str] = []
        perform(write, of(subject_id), by=SYSTEM, write=lambda *said, kept=tokens: kept.append(said[-1]))
        link = live_link(tokens[0], purpose)
        perform(send, link, by=SYSTEM, write=lambda *said, kept=tokens: kept.append(said[-1]))
        found.append((tokens[0], tokens[1]))
    session().commit()
    return found


def _pressing(deed: Any, purpose: LinkPurpose, token: str, **words: Any) -> Callable[[], Any]:
    def act() -> None:
        link = live_link(token, purpose)
        assert isinstance(link, OneTimeLink)
        perform(deed, link, by=SYSTEM, **words)

    return act


def test_the_last_two_heads_accept_an_award(
    app: Flask, cast: Cast, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    purpose = LinkPurpose.ACCEPT_AWARD
    with app.app_context():
        made = desk.released(cast, clock)
        desk.accept(cast, made, "head", "hill")
        award = desk.award(made)
        keys, digest = {one.school_id: one.id for one in award.acceptances}, award.terms_digest
        subjects = [keys[cast.school[name]] for name in SCHOOLS]
        found = _links(
            purpose,
            subjects,
            awards.write_to_head,
            awards.send_acceptance_code,
            lambda key: session().get_one(AwardAcceptance, key),
        )
    _slowly(monkeypatch, accepting)
    acts = [_pressing(awards.accept_by_link, purpose, token, code=code, digest=digest) for token, code in found]
    assert at_once(app, acts) == [None, None]
    with app.app_context():
        assert desk.award(made).status == "active"


def test_the_last_two_heads_sign_an_application(app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    purpose = LinkPurpose.SIGN_APPLICATION
    with app.app_context():
        made = being_signed(cast)
        support.sign(cast, made, "hill")
        draft = support.open_draft(made)
        asked = [draft.sign_offs[cast.school[name]] for name in SCHOOLS]
        digests, subjects = [one.digest for one in asked], [one.id for one in asked]
        found = _links(
            purpose,
            subjects,
            applications.write_to_head,
            applications.send_code,
            lambda key: session().get_one(SignOff, key),
        )
    _slowly(monkeypatch, signing)
    acts = [
        _pressing(applications.sign_by_link, purpose, token, code=code, digest=digest)
        for (token, code), digest in zip(found, digests, strict=True)
    ]
    assert at_once(app, acts) == [None, None]
    with app.app_context():
        status = session().scalars(
            sa.select(ApplicationVersion.status).where(ApplicationVersion.application_id == made)
        )
        assert status.all() == ["ready"]
