"""Hill finds something difficult with Tumaini; Ford, which is not involved, is asked to help."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from portal.core.perform import perform
from portal.running.mediation import queries, services
from portal.running.mediation.models import ConcernKind, Mediation
from portal.running.partnerships.queries import get_network
from tests.support.cast import Cast

WHAT = "Zebra letters were not answered since October."
WISH = "A giraffe call every month."


@pytest.fixture
def act(app: Flask, cast: Cast) -> Callable[..., Any]:
    """act("ford_contact", services.mediate, matter.id): carry out a deed as someone, on the matter as it is now."""

    def done(who: str, deed: Any, matter_id: Any, **words: Any) -> Any:
        with app.app_context():
            by = cast.signed_in(who)
            return perform(deed, queries.get_mediation(matter_id), by=by, **words)

    return done


@pytest.fixture
def raised(app: Flask, cast: Cast) -> Callable[..., Any]:
    """Raise a difficulty, by default Tom's of Hill with Tumaini; answers its id."""

    def made(who: str = "teacher", other: str = "tumaini", mediator: str = "", what: str = WHAT) -> Any:
        with app.app_context():
            key = mediator or f"school:{cast.school['ford']}"
            matter: Mediation = perform(
                services.raise_concern,
                get_network(cast.river),
                by=cast.signed_in(who),
                other_school_id=cast.school[other],
                kind=ConcernKind.SILENCE,
                what=what,
                wish=WISH,
                mediator=key,
            )
            return matter.id

    return made


@pytest.fixture
def talking(raised: Any, act: Any) -> Any:
    """The id of a matter in which everyone has said yes."""
    matter_id = raised()
    act("ford_contact", services.mediate, matter_id)
    act("abroad", services.agree, matter_id)
    return matter_id
