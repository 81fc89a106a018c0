"""What the tests of this room share: schools with a record, listed."""

import uuid
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from portal.core import clock
from portal.core.database import session
from portal.identity.finding import services
from portal.identity.finding.models import Found, SchoolListing
from portal.identity.profiles.models import Looking, SchoolProfile, SchoolTag, TagKind
from portal.identity.schools.models import School, SchoolStatus
from tests.support.cast import Cast, commit

KINDS = {
    "phases": TagKind.PHASE,
    "languages": TagKind.LANGUAGE,
    "themes": TagKind.THEME,
    "tools": TagKind.TOOL,
    "affiliations": TagKind.AFFILIATION,
    "surroundings": TagKind.SURROUNDINGS,
}


def describe(school: School, *, looking: Looking = Looking.YES, days_silent: int = 0, **said: Any) -> SchoolListing:
    """Write down what a school says of itself, as its own pages do, and list it."""
    facts = {name: said.pop(name) for name in tuple(said) if name in KINDS}
    profile = session().query(SchoolProfile).filter_by(school_id=school.id).one_or_none()
    if profile is None:
        profile = SchoolProfile(school_id=school.id)
        session().add(profile)
    for name, value in {"looking": looking, **said}.items():
        setattr(profile, name, value)
    for name, values in facts.items():
        for value in values:
            code, words = value if isinstance(value, tuple) else (value, "")
            session().add(SchoolTag(school_id=school.id, kind=KINDS[name], value=code, words=words))
    listing = services.keep_listing(school)
    listing.active_at -= timedelta(days=days_silent)
    session().flush()
    return listing


def add_school(name: str, **values: Any) -> School:
    """A verified school."""
    given = {"country": "GB", "zone": "Europe/London", "town": "Otherham", "status": SchoolStatus.VERIFIED, **values}
    school = School(name=name, verified_at=clock.now(), **given)
    session().add(school)
    session().flush()
    return school


@pytest.fixture
def listed(app: Flask, cast: Cast) -> Callable[..., uuid.UUID]:
    """Make a listed school: `listed("Name", country="KE", languages=["sw"], looking=Looking.YES)`; answers its id."""
    of_the_school = {"country", "nation", "zone", "town", "authority_code", "authority_name", "status"}

    def made(name: str, **said: Any) -> uuid.UUID:
        own = {key: said.pop(key) for key in tuple(said) if key in of_the_school}

        def make() -> uuid.UUID:
            school = add_school(name, **own)
            describe(school, **said)
            return school.id

        return commit(app, make)  # type: ignore[no-any-return]

    return made


@pytest.fixture
def own(app: Flask, cast: Cast) -> Callable[..., None]:
    """Write the record of a school of the cast: `own("hill", languages=["en"])`."""

    def made(key: str, **said: Any) -> None:
        commit(app, lambda: describe(session().get_one(School, cast.school[key]), **said) and None)

    return made


def names(found: Iterable[Found]) -> list[str]:
    """The names of what was found, in their order."""
    return [one.name for one in found]
