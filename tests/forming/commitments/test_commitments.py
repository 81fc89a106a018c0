"""The working agreement: written, signed by each school or by joining, looked at again; how many schools."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from portal.core import clock as clocks
from portal.core.errors import NotAllowedNow, RuleBroken
from portal.forming.clusters.queries import get_cluster
from portal.forming.commitments import jobs, queries, services
from tests.forming.support import act, facts_of, invite, join, leave, open_duties
from tests.support.cast import Cast
from tests.support.reader import Reader

Readers = Callable[..., Reader]


def write(cast: Cast, number: int = 0, **more: Any) -> Any:
    words = {"commitments": "We answer.", "staff_time": "", "years": 3, "starts_on": None, "review_on": None}
    cluster = get_cluster(cast.river)
    return act(cast, "coordinator", services.write_agreement, cluster, number=number, **{**words, **more})


def held(cast: Cast) -> Any:
    found = queries.current(cast.river)
    assert found is not None
    return queries.get_agreement(cast.river, found.id)


def signed(cast: Cast) -> set[tuple[str, bool]]:
    return {(s.school.name.split()[0], s.by_joining) for s in held(cast).signatures}


def test_each_school_signs_and_who_joins_has_signed(database: sa.orm.Session, cast: Cast) -> None:
    for wrong in ({"years": 0}, {"review_on": clocks.today()}, {"review_on": date(2031, 1, 1)}, {"number": 4}):
        with pytest.raises(RuleBroken):
            write(cast, **wrong)
    write(cast)
    assert (held(cast).ends_on, held(cast).review_on) == (date(2030, 3, 2), date(2028, 3, 2))
    assert signed(cast) == {("Hill", False)}
    assert {school for kind, school, *_more in open_duties(cast.river) if kind == "sign_working"} == {
        cast.school["vale"],
        cast.school["ford"],
    }
    act(cast, "vale_head", services.sign_agreement, held(cast))
    with pytest.raises(NotAllowedNow):
        act(cast, "vale_contact", services.sign_agreement, held(cast))
    join(cast, cast.river, invite(cast, cast.river, "brook", "coordinator"), "outsider")
    assert signed(cast) == {("Hill", False), ("Vale", False), ("Brook", True)}
    left = leave(cast, cast.river, "ford", "ford_contact", leaving_on=clocks.today())
    from portal.forming.clusters.queries import get_membership
    from portal.forming.clusters.services import complete_leaving

    act(cast, "ford_contact", complete_leaving, get_membership(cast.river, left))
    assert not [1 for kind, *_more in open_duties(cast.river) if kind == "sign_working"]
    old = held(cast)
    write(cast, number=1, commitments="We answer sooner.")
    assert signed(cast) == {("Hill", False)}
    with pytest.raises(NotAllowedNow):
        act(cast, "vale_head", services.sign_agreement, queries.get_agreement(cast.river, old.id))
    assert facts_of(cast.river).count("working_agreement_written") == 2


def test_the_coordinator_is_asked_to_look_at_it_again_once(database: sa.orm.Session, cast: Cast, clock: Any) -> None:
    write(cast)
    jobs.remind_of_working_agreements()
    assert "review_working" not in {kind for kind, *_more in open_duties(cast.river)}
    clock.hold(clocks.now() + timedelta(days=355))
    jobs.remind_of_working_agreements()
    jobs.remind_of_working_agreements()
    assert ("review_working", None, None, "contact_teacher") in open_duties(cast.river)
    for day in (None, clocks.today(), date(2030, 3, 3)):
        with pytest.raises(RuleBroken):
            act(cast, "coordinator", services.review_agreement, held(cast), review_on=day)
    act(cast, "coordinator", services.review_agreement, held(cast), review_on=date(2029, 3, 2))
    assert "review_working" not in {kind for kind, *_more in open_duties(cast.river)}
    assert facts_of(cast.river).count("working_agreement_review_due") == 1


def test_the_pages(cast: Cast, reader_for: Readers) -> None:
    home = f"/clusters/{cast.river}"
    lead = reader_for(cast.coordinator).get(home).follow("Working agreement").follow("Write the working agreement")
    lead.sees("We answer one another within a week in term.").fill(years="11").press(
        "Ask the schools to sign", expect=422
    )
    lead.fill(years="3").press("Ask the schools to sign").sees("Signed", "Asked", "2030")
    vale = reader_for(cast.vale_contact).get("/what-needs-me").follow("Read and sign the working agreement")
    vale.press("We sign").sees("Your school has signed.")
    lead.get(home + "/working-agreement").follow("We have looked at it again").press("It stands as it is", expect=422)
    assert lead.errors() == ["Enter a day."]
    lead.fill(review_on=date(2029, 1, 8)).press("It stands as it is").sees("Monday 8 January 2029")
    for someone in (cast.abroad, cast.officer):
        reader_for(someone).get(home + "/working-agreement").does_not_see("We sign")
    reader_for(cast.vale_teacher).get(home + "/working-agreement/new", expect=403)
    reader_for(cast.outsider).get(home + "/working-agreement", expect=404)
    lead.get(home).follow("How many schools?").sees("That is a good size", "No round is open now.")
