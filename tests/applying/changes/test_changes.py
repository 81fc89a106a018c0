"""The size rule of a round when schools come and go: nobody is asked while it holds; one question when it breaks; partner schools get one letter."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.applying.applications.models import Application, Stage
from portal.applying.changes import jobs, queries, services
from portal.applying.changes.models import BreakStatus, RuleBreak
from portal.applying.changes.workflow import BREAK
from portal.applying.programmes.models import Programme, Round, RoundStatus
from portal.core import clock as clocks
from portal.core.database import session
from portal.core.errors import NotAllowedNow
from portal.core.outbox import OutboxMail
from portal.forming.clusters import services as clusters
from portal.forming.clusters.models import Office, OfficeKind, OfficeStatus
from portal.forming.clusters.queries import get_membership, get_vacancy
from tests.forming.support import act, facts_of, join, leave, open_duties
from tests.support.cast import Cast, commit
from tests.support.reader import Reader

Readers = Callable[..., Reader]


@pytest.fixture
def sent(app: Flask, cast: Cast) -> None:
    """River (three schools at home, one abroad) has applied to a round that asks for three."""

    def made() -> None:
        programme = Programme(name="Programme")
        session().add(programme)
        session().flush()
        at = clocks.now()
        planned = Round(programme_id=programme.id, name="Round one", status=RoundStatus.PUBLISHED,
                        opens_at=at - timedelta(days=2), closes_at=at, min_schools=3, max_schools=8)  # fmt: skip
        session().add(planned)
        session().flush()
        session().add(
            Application(
                round_id=planned.id, cluster_id=cast.river, stage=Stage.SUBMITTED, submitted_at=at, receipt_number="R-1"
            )
        )

    commit(app, made)


def go(cast: Cast, school: str, who: str) -> Any:
    left = leave(cast, cast.river, school, who, leaving_on=clocks.today())
    return act(cast, who, clusters.complete_leaving, get_membership(cast.river, left)).id


def come(cast: Cast, vacancy_id: Any) -> Any:
    place = get_vacancy(cast.river, vacancy_id)
    invited = act(cast, "coordinator", clusters.invite_into_vacancy, place, school_id=cast.school["brook"])
    join(cast, cast.river, invited.id, "outsider")
    return invited.id


def breaks() -> list[tuple[str, int, int]]:
    found = session().execute(sa.select(RuleBreak.status, RuleBreak.schools, RuleBreak.overseas).order_by(RuleBreak.id))
    rows = [(status.value, schools, overseas) for status, schools, overseas in found]
    session().rollback()
    return rows


def test_a_school_leaves_and_another_mends_the_rule(app: Flask, sent: None, cast: Cast) -> None:
    with app.app_context():
        vacancy = go(cast, "ford", "ford_contact")
        assert breaks() == [("open", 2, 1)]
        assert ("approve_change", None, None, None) in open_duties(cast.river)
        heir = come(cast, vacancy)
        assert breaks() == [("mended", 2, 1)]
        assert "approve_change" not in {kind for kind, *_more in open_duties(cast.river)}
        assert {"round_rule_broken", "round_rule_mended"} <= set(facts_of(cast.river))
        abroad = sa.select(OutboxMail.subject).where(OutboxMail.address == cast.abroad.email)
        assert list(session().scalars(abroad)) == [
            "Brook High School takes the place of Ford Special School in River schools and goes on where it stopped."
        ]
        mail = session().scalars(sa.select(OutboxMail.text).where(OutboxMail.address == cast.abroad.email)).one()
        assert f"/members/{heir}/pack" in mail


def test_the_programme_decides_once(app: Flask, sent: None, cast: Cast, reader_for: Readers) -> None:
    with app.app_context():
        go(cast, "ford", "ford_contact")
    manager = reader_for(cast.manager).get("/what-needs-me").follow("Decide whether River schools: Round one may go on")
    manager.sees("2 schools at home and 1 abroad", "at least 3 schools").follow("Decide").press(
        "Tell the cluster", expect=422
    )
    assert manager.errors() == ["Choose an answer.", "Say why. The schools of the cluster read it."]
    manager.label("The cluster goes on as it is", "").fill(reason="It is small and strong.").press("Tell the cluster")
    page = manager.path
    reader_for(cast.vale_teacher).get(page).sees("It is small and strong.", "Goes on as it is")
    reader_for(cast.coordinator).get(page + "/decide", expect=403)
    for someone in (cast.outsider, cast.admin):
        reader_for(someone).get(page, expect=404)
    with app.app_context():
        found = session().scalars(sa.select(RuleBreak.id)).one()
        session().rollback()
        with pytest.raises(NotAllowedNow):
            act(cast, "manager2", services.decide, queries.get_break(found), approves=False, reason="No")
        go(cast, "vale", "vale_contact")
        assert breaks() == [("approved", 2, 1), ("open", 1, 1)]


def test_before_it_is_sent_and_while_the_rule_holds_nobody_is_asked(app: Flask, sent: None, cast: Cast) -> None:
    def draft() -> None:
        session().execute(sa.update(Application).values(stage=Stage.DRAFT))

    commit(app, draft)
    with app.app_context():
        go(cast, "ford", "ford_contact")
        assert breaks() == []


@pytest.mark.parametrize("status", BreakStatus)
def test_only_what_is_open_is_decided(status: BreakStatus) -> None:
    allowed = {command for (state, command) in BREAK.moves if state == status}
    assert allowed == ({"approve", "refuse", "mend"} if status == BreakStatus.OPEN else set())


def test_countries_ratio_and_roles_are_looked_at_too(app: Flask, sent: None, cast: Cast) -> None:
    """A round that takes schools of some countries, and asks for a school abroad for every so many member schools."""

    def ask(**values: Any) -> None:
        commit(app, lambda: session().execute(sa.update(Round).values(**values)))

    def lacking() -> list[tuple[str, str]]:
        jobs.look_at_rules()
        rows = session().execute(sa.select(RuleBreak.status, RuleBreak.lacking).order_by(RuleBreak.id)).all()
        session().rollback()
        return [(status.value, codes) for status, codes in rows]

    with app.app_context():
        assert lacking() == []
        ask(countries=["NP"], home_per_overseas=2)
        assert lacking() == [("open", "countries,ratio")]
        ask(countries=["NP", "KE"])
        assert lacking() == [("open", "ratio")]
        found = queries.get_break(session().scalars(sa.select(RuleBreak.id)).one())
        act(cast, "manager", services.decide, found, approves=True, reason="Fine.")
        assert lacking() == [("approved", "ratio")], "what was agreed to is not asked again"
        ended = sa.update(Office).where(Office.cluster_id == cast.river, Office.kind == OfficeKind.CONTACT_TEACHER)
        commit(app, lambda: session().execute(ended.values(status=OfficeStatus.ENDED)))
        assert lacking() == [("approved", "ratio"), ("open", "ratio,roles")]
        ask(home_per_overseas=3)
        commit(app, lambda: session().execute(ended.values(status=OfficeStatus.ACCEPTED)))
        assert lacking() == [("approved", "ratio"), ("mended", "ratio,roles")]
