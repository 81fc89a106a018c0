"""What the tests of this room share: a school that waits, mail and single values as the room of schools reads them, and acting without the web."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from portal.core import clock as the_clock
from portal.core.perform import perform
from portal.identity.schools import queries as schools
from portal.identity.schools import services as school_services
from tests.identity.schools.conftest import entries, link_in, mails, read
from tests.support.cast import Cast, commit

__all__ = ["entries", "link_in", "mails", "read"]


@pytest.fixture
def quiet(cast: Cast, app: Flask) -> Any:
    """Quiet Lane School, which waits for verification, with its duty; its id."""

    def make() -> None:
        school = schools.get_school(cast.school["quiet"])
        school.head_confirmed_at, school.proposed_by_id = the_clock.now(), cast.waiting.id
        school_services.ask_for_verification(school)

    commit(app, make)
    return cast.school["quiet"]


@pytest.fixture
def act(app: Flask, cast: Cast) -> Callable[..., Any]:
    """`act("manager", deed, load, ...)`: carry out a deed on what `load()` finds, as someone of the cast."""

    def done(who: str, deed: Any, load: Callable[[], Any], **words: Any) -> Any:
        with app.app_context():
            by = cast.signed_in(who)
            return perform(deed, load(), by=by, **words)

    return done
