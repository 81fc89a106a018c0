"""My area."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from portal.core.database import session
from portal.identity.schools.models import School, SchoolStatus
from tests.support.cast import Cast, commit


def test_an_officer_sees_schools_and_clusters_of_their_authority(cast: Cast, reader_for: Callable[..., Any]) -> None:
    reader = reader_for(cast.authority).get("/what-needs-me").follow("My area")
    reader.sees("River schools", "3 schools of your area", "Ford Special School", "Hill Primary School", "Quiet Lane")
    reader.does_not_see("Brook High School", "Tumaini")


@pytest.mark.parametrize("who", ["teacher", "manager", "nobody", "admin"])
def test_nobody_else_does(cast: Cast, reader_for: Callable[..., Any], who: str) -> None:
    reader_for(cast.people[who]).get("/area", expect=403)


def test_the_number_of_statements_does_not_grow(app: Flask, cast: Cast, reader_for: Callable[..., Any]) -> None:
    reader = reader_for(cast.authority)
    counts = []
    for number in (1, 3, 60):

        def more(number: int = number) -> None:
            verified = SchoolStatus.VERIFIED
            schools = [
                School(name=f"School {number}-{n:02}", authority_code="990", status=verified) for n in range(number)
            ]
            session().add_all(schools)

        commit(app, more)
        reader.get("/area")
        counts.append(len(reader.statements))
    assert len(set(counts)) == 1
    reader.follow("Next page").sees("School 60-59")


def test_a_refused_school_is_not_listed(app: Flask, cast: Cast, reader_for: Callable[..., Any]) -> None:
    commit(app, lambda: session().add(School(name="Gone", authority_code="990", status=SchoolStatus.REJECTED)))
    reader_for(cast.authority).get("/area").does_not_see("Gone")
