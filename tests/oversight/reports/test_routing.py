"""Who handles what: kind by kind, and past whoever is reported; who is told at the school."""

from datetime import date
from typing import Any

import pytest
from flask import Flask

from portal.core.database import session
from portal.identity.declarations.models import Rules, SafeguardingDeclaration
from portal.identity.schools.models import Function, SchoolFunction
from portal.oversight.reports import queries
from portal.oversight.reports.models import ReportKind as K
from portal.oversight.reports.routing import ADMINISTRATORS, CLOCK, SAFEGUARDING, route_of
from portal.policy import Action, allows
from portal.policy.people import Role
from tests.support.cast import Cast, commit

ROUTES = {
    K.CHILD_HARM: SAFEGUARDING,
    K.ADULT_CONDUCT: SAFEGUARDING,
    K.ABUSE: ADMINISTRATORS,
    K.PERSONAL_DATA: ADMINISTRATORS,
    K.COPYRIGHT: ADMINISTRATORS,
    K.NOT_GENUINE: ADMINISTRATORS,
    K.OTHER: ADMINISTRATORS,
}


@pytest.mark.parametrize("kind", K)
def test_each_kind_has_its_people(kind: K) -> None:
    assert route_of(kind) == ROUTES[kind]
    other = ADMINISTRATORS if ROUTES[kind] == SAFEGUARDING else SAFEGUARDING
    assert route_of(kind, {ROUTES[kind]}) == other
    assert route_of(kind, {Role.REVIEWER}) == ROUTES[kind]
    assert CLOCK[SAFEGUARDING].total_seconds() == 24 * 3600


@pytest.mark.parametrize("kind", K)
def test_nobody_else_reads_it(kind: K, app: Flask, cast: Cast, reported: Any, post: Any) -> None:
    report_id = reported("teacher", kind, ("post", post))
    reads = "safeguarding" if ROUTES[kind] == SAFEGUARDING else "admin"
    with app.app_context():
        people = {key: cast.signed_in(key) for key in cast.people}
        report = queries.get_report(report_id)
        for action in (Action.REPORT_VIEW, Action.REPORT_HANDLE):
            assert {key for key, person in people.items() if allows(person, action, report)} == {reads}


def test_a_report_about_a_handler_goes_to_the_others(app: Flask, cast: Cast, reported: Any, now: Any) -> None:
    report_id = reported("admin", K.ADULT_CONDUCT, ("person", cast.safeguarding.id))
    assert (now(report_id).route, now(report_id).about_id) == (ADMINISTRATORS.value, cast.safeguarding.id)
    with app.app_context():
        report = queries.get_report(report_id)
        assert not allows(cast.signed_in("safeguarding"), Action.REPORT_VIEW, report)
        assert allows(cast.signed_in("admin"), Action.REPORT_VIEW, report)


def _answers(cast: Cast, **more: Any) -> SafeguardingDeclaration:
    given = {
        "lead_name": "Someone Safe",
        "lead_reach": "07700 900123 or safe@vale.example",
        "deputy_name": "Another One",
        "deputy_reach": "deputy@vale.example",
        **more,
    }
    return SafeguardingDeclaration(
        school_id=cast.school["vale"],
        rules=Rules.NATIONAL,
        reviewed_on=date(2027, 1, 1),
        expires_on=date(2028, 1, 1),
        **given,
    )


def _told(app: Flask, cast: Cast, about: str | None) -> tuple[list[Any], list[str]]:
    with app.app_context():
        about_id = cast.people[about].id if about else None
        leads = queries.leads_to_tell(cast.school["vale"], about_id)
        return leads.people, leads.addresses


def test_the_schools_own_lead_is_told(app: Flask, cast: Cast) -> None:
    commit(app, lambda: session().add(_answers(cast)))
    assert _told(app, cast, "vale_teacher") == ([], ["safe@vale.example"])


def test_an_account_with_that_address_gets_a_notice(app: Flask, cast: Cast) -> None:
    address = cast.people["vale_contact"].email
    commit(app, lambda: session().add(_answers(cast, lead_name="Vera Singh", lead_reach=address)))
    assert _told(app, cast, "vale_teacher") == ([cast.people["vale_contact"].id], [])


def test_past_a_lead_who_is_reported_to_the_deputy(app: Flask, cast: Cast) -> None:
    address = cast.people["vale_contact"].email
    commit(app, lambda: session().add(_answers(cast, lead_name="Vera Singh", lead_reach=address)))
    assert _told(app, cast, "vale_contact") == ([], ["deputy@vale.example"])


def test_past_both_to_the_head_and_never_to_the_contact(app: Flask, cast: Cast) -> None:
    assert _told(app, cast, "vale_teacher") == ([cast.people["vale_head"].id], [])
    assert _told(app, cast, "vale_head") == ([], ["head@vale.example"])


def test_a_safeguarding_lead_with_an_account_comes_first(app: Flask, cast: Cast) -> None:
    who = cast.people["vale_teacher"].id
    commit(
        app,
        lambda: session().add(SchoolFunction(school_id=cast.school["vale"], person_id=who, function=Function.DSL)),
    )
    assert _told(app, cast, "vale_contact") == ([who], [])
    assert who not in _told(app, cast, "vale_teacher")[0]
