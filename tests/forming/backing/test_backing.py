"""Which bodies support a cluster, what runs at the same time, and the two looks back."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.core import clock as clocks
from portal.core.database import session
from portal.core.errors import RuleBroken, SomeoneWasFaster, Stale
from portal.forming.backing import jobs, queries, services
from portal.forming.backing.models import Goes, Help, SupportCheck
from portal.forming.clusters.queries import get_cluster
from tests.forming.support import act, facts_of, open_duties
from tests.support.cast import Cast
from tests.support.reader import Reader

Readers = Callable[..., Reader]


def test_support_runs_overlaps_ends_and_is_looked_back_at(app: Flask, cast: Cast, clock: Any) -> None:
    with app.app_context():
        day = clocks.today()
        for agency, start, end in (("River Trust", -100, 30), ("Old Mill Fund", -300, -50), ("County", 20, None)):
            dates = {"from_on": day + timedelta(days=start), "until_on": day + timedelta(days=end) if end else None}
            words = {"agency": agency, "kind": Help.MONEY, **dates}
            act(cast, "coordinator", services.note_support, get_cluster(cast.river), **words)
        with pytest.raises(RuleBroken) as refused:
            act(cast, "coordinator", services.note_support, get_cluster(cast.river), **{**words, "until_on": day})
        assert refused.value.field == "until_on"
        records = queries.list_records(cast.river)
        beside = {one.agency: {other.agency for other in one.beside(records)} for one in records}
        assert beside == {
            "River Trust": {"Old Mill Fund", "County"},
            "Old Mill Fund": {"River Trust"},
            "County": {"River Trust"},
        }
        assert {one.agency for one in records if one.is_now(day)} == {"River Trust"}
        jobs.ask_after_support()
        assert open_duties(cast.river) == set()
        clock.hold(clocks.now() + timedelta(days=130))
        jobs.ask_after_support()
        jobs.ask_after_support()
        assert open_duties(cast.river) == {("check_after_support", None, None, "contact_teacher")}
        key = session().scalars(sa.select(SupportCheck.id)).one()
        act(
            cast,
            "vale_contact",
            services.answer_check,
            queries.get_check(cast.river, key),
            goes=Goes.HARDER,
            words="Slower.",
        )
        with pytest.raises(SomeoneWasFaster):
            act(cast, "coordinator", services.answer_check, queries.get_check(cast.river, key), goes=Goes.WELL)
        clock.hold(clocks.now() + timedelta(days=200))
        jobs.ask_after_support()
        assert sorted(session().scalars(sa.select(SupportCheck.months))) == [6, 6, 12]
        one = queries.get_record(cast.river, records[0].id)
        changed = {"agency": "County Hall", "kind": Help.MENTOR, "from_on": day, "until_on": None, "words": ""}
        act(cast, "officer", services.change_support, one, version=1, **changed)
        with pytest.raises(Stale):
            act(
                cast,
                "coordinator",
                services.change_support,
                queries.get_record(cast.river, one.id),
                version=1,
                **changed,
            )
        assert facts_of(cast.river)[-1] == "help_changed"


def test_the_pages(app: Flask, cast: Cast, reader_for: Readers) -> None:
    page = reader_for(cast.coordinator).get(f"/clusters/{cast.river}").follow("Help from outside")
    page.sees("Nobody is noted", "Not supported now").follow("Note a supporter")
    page.press("Save", expect=422).sees("Enter the name of the body.")
    form = {"agency": "River Trust", "help": "training", "from_on": ["1", "2", "2026"]}
    page.fill(**form).press("Save").sees("It is noted.", "River Trust", "Supported now", "no end is known")
    assert len(page.get(f"/clusters/{cast.river}/help").statements) <= 8
    page.follow("Change River Trust").fill(agency="River Trust of the county").press("Save").sees("of the county")
    reader_for(cast.vale_teacher).get(f"/clusters/{cast.river}/help").does_not_see("Note a supporter")
    reader_for(cast.authority).get(f"/clusters/{cast.river}/help").sees("of the county")
    reader_for(cast.vale_teacher).get(f"/clusters/{cast.river}/help/new", expect=403)
    reader_for(cast.outsider).get(f"/clusters/{cast.river}/help", expect=404)
