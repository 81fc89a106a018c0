"""Nine questions, answered in pieces, asked again after a year, compared, and shown to the adviser."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.core import clock as clocks
from portal.core.database import session
from portal.core.errors import NotAllowedNow, SomeoneWasFaster, Stale
from portal.forming.clusters.queries import get_cluster
from portal.forming.selfchecks import jobs, queries, services
from portal.forming.selfchecks.models import Condition, Reply, SelfCheck
from tests.forming.support import act, facts_of, open_duties
from tests.support.cast import Cast, commit
from tests.support.reader import Reader

Readers = Callable[..., Reader]
ALL_YES = dict.fromkeys(Condition, (Reply.YES, ""))


def begun(cast: Cast) -> Any:
    return act(cast, "coordinator", services.begin_check, get_cluster(cast.river)).id


def test_answered_in_pieces_and_again_after_a_year(app: Flask, cast: Cast, clock: Any) -> None:
    with app.app_context():
        jobs.ask_again()
        assert facts_of(cast.river) == [], "who never made one is not asked"
        one = begun(cast)
        assert open_duties(cast.river) == {("self_check", None, None, "contact_teacher")}
        with pytest.raises(NotAllowedNow):
            begun(cast)
        session().rollback()
        part = {Condition.PURPOSE: (Reply.PARTLY, "Two of three."), Condition.SKILLS: (None, "Words alone.")}
        check = queries.get_check(cast.river, one)
        assert act(cast, "coordinator", services.answer_check, check, version=1, replies=part) is False
        check = queries.get_check(cast.river, one)
        assert [(a.condition, a.words) for a in check.answers] == [(Condition.PURPOSE, "Two of three.")]
        with pytest.raises(Stale):
            act(cast, "vale_contact", services.answer_check, check, version=1, replies=ALL_YES)
        assert act(cast, "coordinator", services.answer_check, check, version=2, replies=ALL_YES) is True
        assert open_duties(cast.river) == set()
        with pytest.raises(NotAllowedNow):
            act(
                cast,
                "coordinator",
                services.answer_check,
                queries.get_check(cast.river, one),
                version=3,
                replies=ALL_YES,
            )
        session().rollback()
        with pytest.raises(SomeoneWasFaster, match="of this year"):
            begun(cast)
        clock.hold(clocks.now() + timedelta(days=366))
        jobs.ask_again()
        jobs.ask_again()
        assert [check.year for check in queries.list_checks(cast.river)] == [
            clocks.today().year,
            clocks.today().year - 1,
        ]
        assert facts_of(cast.river).count("self_check_begun") == 2
        assert open_duties(cast.river) == {("self_check", None, None, "contact_teacher")}


def test_the_pages(app: Flask, cast: Cast, reader_for: Readers) -> None:
    carys = reader_for(cast.coordinator).get(f"/clusters/{cast.river}")
    carys.follow("Self-check: nine questions about your cluster").press("Begin the self-check of this year")
    carys.follow("Answer the questions").fill(reply_purpose="not_yet", words_purpose="We talk past one another.")
    carys.fill(words_skills="Two of us can.").press("Save", expect=422).sees("Then your words are kept with it.")
    carys.fill(words_skills="")
    carys.press("Save").sees("1 of 9 are answered.")
    vera = reader_for(cast.vale_contact).get(carys.path).follow("Answer the questions")
    vera.fill(**{f"reply_{one.value}": "yes" for one in Condition if one != Condition.PURPOSE}).press("Save")
    vera.sees("All nine are answered.", "We talk past one another.", "Read together what binds you.")
    page = carys.path
    reader_for(cast.officer).get(f"/clusters/{cast.river}/support").sees("Self-check of", "Agreed purpose")
    reader_for(cast.authority).get(page).does_not_see("Begin the self-check")
    reader_for(cast.abroad).get(page, expect=403)
    reader_for(cast.outsider).get(page, expect=404)
    with app.app_context():
        check = session().scalars(sa.select(SelfCheck)).one().id
    carys.get(f"{page}/{check}").sees("This self-check is done")
    reader_for(cast.vale_teacher).get(f"{page}/{check}", expect=403)


def test_the_years_are_compared_at_the_same_cost(app: Flask, cast: Cast, reader_for: Readers) -> None:
    replies = (Reply.PARTLY, Reply.YES, Reply.NOT_YET)
    for n, reply in enumerate(replies):
        commit(app, lambda n=n: session().add(SelfCheck(cluster_id=cast.river, year=2020 + n, begun_on=clocks.today())))
        with app.app_context():
            check = session().scalars(sa.select(SelfCheck).where(SelfCheck.year == 2020 + n)).one()
            said = ALL_YES | {Condition.MERIT: (reply, "")}
            act(
                cast,
                "coordinator",
                services.answer_check,
                queries.get_check(cast.river, check.id),
                version=1,
                replies=said,
            )
        carys = reader_for(cast.coordinator).get(f"/clusters/{cast.river}/self-check")
        assert len(carys.statements) <= 9
        if n:
            carys.sees(
                "Easier than the year before: The right people"
                if n == 1
                else "Harder than the year before: The right people"
            )
