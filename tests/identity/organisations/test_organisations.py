"""Organisations: authorities from a list, others by hand."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.core.actors import SYSTEM
from portal.core.database import session
from portal.core.errors import RuleBroken
from portal.identity.accounts.models import Person
from portal.identity.organisations import queries, services
from portal.identity.organisations.models import Organisation, OrganisationKind, OrganisationMember
from tests.support.cast import Cast, commit
from tests.support.reader import Reader

LIST = "la_code,la_name,gss_code\n990,Marlbury,E99000001\n991,Pre LGR (1996) Otherham,\n"


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "list.csv"
    path.write_bytes(text.encode())
    return path


def test_a_list_is_read_and_read_again(app: Flask, tmp_path: Path) -> None:
    with app.app_context():
        assert services.import_authorities(write(tmp_path, LIST), by=SYSTEM) == (2, 0)
        assert services.import_authorities(write(tmp_path, LIST), by=SYSTEM) == (0, 0)
        renamed = LIST.replace("Marlbury", "Marlbury and Fen")
        assert services.import_authorities(write(tmp_path, renamed), by=SYSTEM) == (0, 1)
        scotland = "gss_code,name\nS99000001,Glenfern\n"
        assert services.import_authorities(write(tmp_path, scotland), by=SYSTEM) == (1, 0)
        found = queries.authorities_by_code()
        assert {code: (one.name, one.is_ended) for code, one in found.items()} == {
            "990": ("Marlbury and Fen", False),
            "991": ("Pre LGR (1996) Otherham", True),
            "S99000001": ("Glenfern", False),
        }


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "Line 1"),
        ("code,name\n1,A\n", "Line 1"),
        ("la_code,la_name,gss_code\n", "header and no rows"),
        (LIST + "992,,E1\n", "Line 4: a code and a name"),
        (LIST + "992\n", "Line 4: a code and a name"),
        (LIST + "990,Again,\n", "Line 4: the code 990 stands twice"),
        (LIST + '993,"open\n', "not CSV"),
    ],
)
def test_a_broken_list_reads_nothing_in(app: Flask, tmp_path: Path, text: str, words: str) -> None:
    with app.app_context():
        with pytest.raises(RuleBroken, match=words):
            services.import_authorities(write(tmp_path, text), by=SYSTEM)
        assert session().scalar(sa.select(sa.func.count()).select_from(Organisation)) == 0


def test_staff_enter_and_change_one(reader_for: Callable[..., Reader], cast: Cast) -> None:
    reader = reader_for(cast.manager).get("/organisations").follow("Enter an organisation")
    assert reader.press("Save", expect=422).errors() == ["Choose what it is.", "Enter the name."]
    reader.fill(kind="museum", name="Museum of Bread", town="Marlbury").press("Save").sees("Museum of Bread")
    reader.follow("Museum of Bread").fill(name="Museum of Bread and Salt", is_ended="y").press("Save")
    reader.sees("Museum of Bread and Salt", "no longer there")
    assert "No organisation found" in reader.get("/organisations?q=zzz").text


@pytest.mark.parametrize("who", ["officer", "authority", "coordinator", "nobody"])
def test_nobody_else(reader_for: Callable[..., Reader], cast: Cast, who: str) -> None:
    for path in ("/organisations", "/organisations/new"):
        reader_for(getattr(cast, who)).get(path, expect=403)


def test_the_officers_area_is_called_by_its_name(
    reader_for: Callable[..., Reader], cast: Cast, app: Flask, tmp_path: Path
) -> None:
    with app.app_context():
        services.import_authorities(write(tmp_path, LIST), by=SYSTEM)
    reader_for(cast.authority).get("/area").sees("Marlbury")


def _museum(app: Flask) -> Any:
    """The id of a museum that is entered."""

    def made() -> Any:
        museum = Organisation(kind=OrganisationKind.MUSEUM, name="Museum of Bread", folded_name="museum of bread")
        session().add(museum)
        session().flush()
        return museum.id

    return commit(app, made)


def test_staff_name_its_people(app: Flask, reader_for: Callable[..., Reader], cast: Cast) -> None:
    _museum(app)
    reader = reader_for(cast.manager).get("/organisations?q=bread").follow("People Museum of Bread")
    assert reader.sees("Nobody has been named yet.").press("Add this person", expect=422).errors() == [
        "Enter an e-mail address."
    ]
    reader.fill(email="who@nowhere.example").press("Add this person", expect=422)
    assert reader.errors() == ["Nobody has an account with this address. Ask them to register first."]
    with app.app_context():
        address = cast.signed_in("nobody").email
    reader.fill(email=address.upper(), post="Curator").press("Add this person").sees(cast.nobody.name, "Curator")
    reader.fill(email=address).press("Add this person", expect=422)
    assert reader.errors() == ["This person belongs to the organisation already."]
    reader.get("/organisations?q=bread").follow("People Museum of Bread").press("No longer belongs to it")
    reader.sees("Nobody has been named yet.").fill(email=address).press("Add this person").sees(cast.nobody.name)


@pytest.mark.parametrize("who", ["officer", "authority", "coordinator", "nobody"])
def test_nobody_else_sees_its_people(app: Flask, reader_for: Callable[..., Reader], cast: Cast, who: str) -> None:
    reader_for(getattr(cast, who)).get(f"/organisations/{_museum(app)}/people", expect=None).does_not_see(
        "Add a person"
    )


def test_being_named_opens_nothing(app: Flask, reader_for: Callable[..., Reader], cast: Cast) -> None:
    museum_id = _museum(app)
    commit(app, lambda: session().add(OrganisationMember(organisation_id=museum_id, person_id=cast.nobody.id)))
    for path in ("/area", "/organisations"):
        reader_for(cast.nobody).get(path, expect=403)


def test_its_people_are_paged_for_the_same_statements(
    app: Flask, reader_for: Callable[..., Reader], cast: Cast
) -> None:
    museum_id, counts = _museum(app), []
    reader = reader_for(cast.manager)
    for number in (1, 3, 60):

        def more(number: int = number) -> None:
            for n in range(number):
                person = Person(name=f"Person {number}-{n:02}", email=f"p{number}-{n}@example.org")
                session().add(person)
                session().flush()
                session().add(OrganisationMember(organisation_id=museum_id, person_id=person.id))

        commit(app, more)
        reader.get(f"/organisations/{museum_id}/people")
        counts.append(len(reader.statements))
    assert len(set(counts)) == 1
    reader.does_not_see("Person 60-59").follow("Next page").sees("Person 60-59")


def test_one_of_that_name_is_found_and_no_guess_is_made(app: Flask) -> None:
    museum_id = _museum(app)
    with app.app_context():
        found = queries.find_by_name("  MUSEUM of Bread ")
        assert found is not None
        assert found.id == museum_id
        assert queries.find_by_name("Museum") is None
    _museum(app)
    with app.app_context():
        assert queries.find_by_name("Museum of Bread") is None
