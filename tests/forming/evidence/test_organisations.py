"""A letter of support asked of an organisation of the list, chosen on a page without a script; its people see it, and nobody else's."""

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.core.database import session
from portal.core.outbox import OutboxMail
from portal.forming.evidence.models import SupporterStatement
from portal.identity.organisations.models import Organisation, OrganisationKind, OrganisationMember
from portal.oversight.notifications.models import Notification
from tests.support.cast import Cast, commit
from tests.support.reader import Reader

Readers = Callable[..., Reader]


@pytest.fixture
def museums(app: Flask, cast: Cast) -> dict[str, Any]:
    """Two museums of one name in two towns, one that is gone, and the authority of the area; `outsider` belongs to the first museum."""

    def made() -> dict[str, Any]:
        def put(name: str, town: str, kind: OrganisationKind = OrganisationKind.MUSEUM, **more: Any) -> Any:
            one = Organisation(kind=kind, name=name, folded_name=name.lower(), town=town, **more)
            session().add(one)
            session().flush()
            return one.id

        found = {
            "here": put("Museum of Bread", "Marlbury"),
            "there": put("Museum of Bread", "Otherham"),
            "gone": put("Museum of Salt", "Marlbury", is_ended=True),
        }
        session().add(OrganisationMember(organisation_id=found["here"], person_id=cast.outsider.id))
        return found

    return commit(app, made)  # type: ignore[no-any-return]


def ask(reader_for: Readers, cast: Cast) -> Reader:
    reader = reader_for(cast.coordinator).get(f"/clusters/{cast.river}/statements/new")
    return reader.follow("Choose the organisation from the programme’s list")


def statement(app: Flask) -> SupporterStatement:
    with app.app_context():
        return session().scalars(sa.select(SupporterStatement).order_by(SupporterStatement.id.desc()).limit(1)).one()


def give_link(app: Flask) -> str:
    with app.app_context():
        query = sa.select(OutboxMail.text).where(OutboxMail.kind == "statement_asked").order_by(OutboxMail.id.desc())
        text = session().scalars(query.limit(1)).one()
    return next(word for word in text.split() if "/statement/" in word).split("localhost", 1)[-1].lstrip(":0123456789")


def test_chosen_from_the_list(reader_for: Readers, cast: Cast, app: Flask, museums: dict[str, Any]) -> None:
    reader = ask(reader_for, cast).fill(q="bread museum").press("Search").sees("Marlbury", "Otherham")
    reader.does_not_see("Museum of Salt")
    reader.get(f"/clusters/{cast.river}/statements/organisations?q=salt").sees("Not in the list")
    path = f"/clusters/{cast.river}/statements/new?organisation={museums['there']}"
    reader.get(path).sees("Chosen from the programme’s list: Museum of Bread.")
    reader.fill(email="curator@museum.example").press("Ask for a letter of support")
    assert statement(app).organisation_id == museums["there"]
    assert statement(app).organisation_kind == "museum"


def test_another_name_is_free_text_again(reader_for: Readers, cast: Cast, app: Flask, museums: dict[str, Any]) -> None:
    reader = reader_for(cast.coordinator).get(f"/clusters/{cast.river}/statements/new?organisation={museums['here']}")
    reader.fill(organisation="Friends of Bread", email="friend@bread.example").press("Ask for a letter of support")
    assert statement(app).organisation_id is None
    reader.get(f"/clusters/{cast.river}/statements/new?organisation={museums['gone']}").does_not_see("Chosen from")
    reader.get(f"/clusters/{cast.river}/statements/new?organisation=nonsense").does_not_see("Chosen from")


def test_who_may_look_for_one(reader_for: Readers, cast: Cast) -> None:
    path = f"/clusters/{cast.river}/statements/organisations?q=bread"
    reader_for(cast.teacher).get(path, expect=403)
    reader_for(cast.outsider).get(path, expect=404)


def test_its_people_see_it_and_nobody_elses(
    reader_for: Readers, cast: Cast, app: Flask, museums: dict[str, Any]
) -> None:
    reader_for(cast.outsider).get("/letters-of-support").sees("No letter yet")
    path = f"/clusters/{cast.river}/statements/new?organisation={museums['here']}"
    reader_for(cast.coordinator).get(path).fill(email="curator@museum.example").press("Ask for a letter of support")
    with app.app_context():
        told = session().scalars(sa.select(Notification.person_id).where(Notification.kind == "organisation_asked"))
        assert list(told) == [cast.outsider.id]
    reader_for(cast.outsider).get("/letters-of-support").sees("River schools", "asked")
    reader_for(cast.teacher).get("/letters-of-support").sees("You belong to no organisation here")
    supporter = reader_for().get(give_link(app))
    supporter.follow("Find your organisation in the programme’s list").fill(q="bread").press("Search").sees("Marlbury")
    supporter.get(f"{give_link(app)}?organisation={museums['here']}")
    words = {
        "how_known": "They bake here.",
        "what_supported": "Their bread.",
        "name": "Cara Curator",
        "post": "Curator",
    }
    supporter.fill(**words, confirm="y").press("Give the letter of support")
    assert statement(app).organisation_id == museums["here"]
    reader_for(cast.outsider).get("/letters-of-support").sees("Given by Cara Curator, Curator", "Their bread.")
    with app.app_context():
        kinds = sa.select(Notification.kind).where(Notification.person_id == cast.outsider.id)
        assert "organisation_wrote" in set(session().scalars(kinds))


def test_the_authoritys_officer_sees_its_letters(reader_for: Readers, cast: Cast, app: Flask) -> None:
    with app.app_context():
        code = next(iter(cast.signed_in("authority").authority_codes))

    def put() -> Any:
        made = Organisation(kind=OrganisationKind.AUTHORITY, name="Marlbury", folded_name="marlbury", code=code)
        session().add(made)
        session().flush()
        return made.id

    authority = commit(app, put)
    path = f"/clusters/{cast.river}/statements/new?organisation={authority}"
    reader_for(cast.coordinator).get(path).fill(email="officer@marlbury.example").press("Ask for a letter of support")
    reader_for(cast.authority).get("/area").follow("Letters of support").sees("River schools", "asked")
