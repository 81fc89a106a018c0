"""Evidence, intentions, letters of support."""

import uuid
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from portal.core.actors import SYSTEM
from portal.core.database import session
from portal.core.duty import Duty
from portal.core.errors import NotAllowedNow, RuleBroken, Stale
from portal.core.perform import perform
from portal.forming.clusters.queries import get_cluster
from portal.forming.evidence import jobs, queries, services
from portal.forming.evidence.models import EvidenceItem, EvidenceStatus, StatementStatus, SupporterStatement
from portal.forming.evidence.services.statements import mark_of
from portal.identity.accounts.models import LinkPurpose, OneTimeLink
from portal.identity.accounts.queries import live_link
from portal.identity.organisations.models import Organisation, OrganisationKind
from tests.forming.support import act, facts_of, open_duties
from tests.support.cast import Cast

TODAY = date(2027, 3, 2)
HAVE, INTEND, NOT = EvidenceStatus.EVIDENCE, EvidenceStatus.INTENTION, EvidenceStatus.NOT_APPLICABLE
CODES = [
    "community_links",
    "diaspora_links",
    "mutual_relationships",
    "intention_to_link",
    "flexibility",
    "simple_ict",
    "whole_school_support",
    "local_support",
    "mentoring",
]


def heading(code: str = "community_links") -> uuid.UUID:
    return next(h.id for h in queries.list_headings() if h.code == code)


def add(cast: Cast, who: str = "vale_teacher", school: str = "vale", **words: Any) -> uuid.UUID:
    words = {"status": HAVE, "claim": "The museum helps us", "text": "Every month.", "heading_id": heading(), **words}
    made = act(cast, who, services.add_item, get_cluster(cast.river), school_id=cast.school[school], **words)
    return made.id  # type: ignore[no-any-return]


def item_of(cast: Cast, item_id: uuid.UUID) -> EvidenceItem:
    return queries.get_item(cast.river, item_id)


def test_nine_headings_in_order(database: sa.orm.Session) -> None:
    found = queries.list_headings()
    assert [h.code for h in found] == CODES
    assert [h.code for h in found if h.per_school] == ["simple_ict", "whole_school_support"]
    assert [h.code for h in found if h.accepts_intention] == ["mutual_relationships", "intention_to_link"]
    assert all(h.title and h.guidance for h in found)


def test_add_evidence(database: sa.orm.Session, cast: Cast) -> None:
    item = item_of(cast, add(cast, link="https://museum.example/visit"))
    assert (item.status, item.claim, item.school_id, item.author_id, item.due_on) == (
        HAVE,
        "The museum helps us",
        cast.school["vale"],
        cast.vale_teacher.id,
        None,
    )
    assert facts_of(cast.river) == ["evidence_added"]


def test_an_intention_is_owed_on_its_day(database: sa.orm.Session, cast: Cast) -> None:
    made = add(cast, status=INTEND, text="", due_on=date(2027, 6, 1))
    assert item_of(cast, made).due_on == date(2027, 6, 1)
    owed = database.scalars(sa.select(Duty).where(Duty.subject_id == made)).one()
    assert (owed.kind.value, owed.school_id, owed.due_at.isoformat() if owed.due_at else "") == (
        "fulfil_intention",
        cast.school["vale"],
        "2027-06-01T11:00:00+00:00",
    )


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"text": ""}, "text"),
    ({"status": NOT, "text": ""}, "text"),
    ({"status": INTEND}, "due_on"),
    ({"status": INTEND, "due_on": TODAY - timedelta(days=1)}, "due_on"),
    ({"status": INTEND, "due_on": TODAY + timedelta(days=2000)}, "due_on"),
    ({"heading_id": uuid.uuid4()}, "heading"),
    ({"school": "hill"}, "school_id"),
    ({"who": "outsider", "school": "brook"}, "school_id"),
]


@pytest.mark.parametrize(("words", "field"), REFUSED)
def test_what_cannot_be_added(database: sa.orm.Session, cast: Cast, words: dict[str, Any], field: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        add(cast, **words)
    assert refused.value.field == field
    assert database.scalars(sa.select(EvidenceItem.id)).all() == []


def test_families_abroad_are_not_counted_when_an_intention_is_done_either(database: sa.orm.Session, cast: Cast) -> None:
    words: dict[str, Any] = {"status": INTEND, "text": "", "due_on": date(2027, 6, 1)}
    made = add(cast, heading_id=heading("diaspora_links"), **words)
    with pytest.raises(RuleBroken, match="without figures"):
        act(cast, "vale_teacher", services.fulfil_intention, item_of(cast, made), done_on=TODAY, text="30 % came.")


def test_an_intention_becomes_evidence_with_a_day(database: sa.orm.Session, cast: Cast) -> None:
    made = add(cast, status=INTEND, text="", due_on=date(2027, 6, 1))
    words: dict[str, Any] = {"done_on": TODAY, "text": "We met twice."}
    act(cast, "vale_teacher", services.fulfil_intention, item_of(cast, made), **words)
    item = item_of(cast, made)
    assert (item.status, item.became_evidence_on, item.due_on, item.text) == (
        HAVE,
        TODAY,
        date(2027, 6, 1),
        "We met twice.",
    )
    assert open_duties(cast.river) == set()
    with pytest.raises(NotAllowedNow):
        act(cast, "vale_teacher", services.fulfil_intention, item_of(cast, made), **words)


@pytest.mark.parametrize(
    ("words", "field"),
    [({"done_on": TODAY + timedelta(days=1), "text": "x"}, "done_on"), ({"done_on": TODAY, "text": ""}, "text")],
)
def test_fulfilling_needs_something_to_show(
    database: sa.orm.Session, cast: Cast, words: dict[str, Any], field: str
) -> None:
    made = add(cast, status=INTEND, text="", due_on=date(2027, 6, 1))
    with pytest.raises(RuleBroken) as refused:
        act(cast, "vale_teacher", services.fulfil_intention, item_of(cast, made), **words)
    assert refused.value.field == field
    assert item_of(cast, made).status == INTEND


def test_change_moves_what_is_owed_and_a_stale_form_gets_both(database: sa.orm.Session, cast: Cast) -> None:
    made = add(cast, status=INTEND, text="", due_on=date(2027, 6, 1))
    words: dict[str, Any] = {"version": 1, "claim": "Later", "text": "", "link": "", "due_on": date(2027, 7, 1)}
    act(cast, "vale_teacher", services.change_item, item_of(cast, made), **words)
    with pytest.raises(Stale) as stale:
        act(cast, "vale_teacher", services.change_item, item_of(cast, made), **words)
    assert stale.value.current["claim"] == "Later"
    owed = database.scalars(sa.select(Duty).where(Duty.closed_at.is_(None))).one()
    assert owed.due_at is not None
    assert (owed.title, owed.due_at.date()) == ("Later", date(2027, 7, 1))


def test_withdraw_keeps_the_row_and_settles(database: sa.orm.Session, cast: Cast) -> None:
    made = add(cast, status=INTEND, text="", due_on=date(2027, 6, 1))
    act(cast, "vale_teacher", services.withdraw_item, item_of(cast, made))
    assert item_of(cast, made).status == EvidenceStatus.WITHDRAWN
    assert queries.list_items(cast.river) == []
    assert open_duties(cast.river) == set()
    words: dict[str, Any] = {"version": 2, "claim": "x", "text": "y", "link": ""}
    with pytest.raises(NotAllowedNow):
        act(cast, "vale_teacher", services.change_item, item_of(cast, made), **words)


class Post:
    """Keeps the tokens of the letters that would be sent."""

    def __init__(self) -> None:
        self.letters: list[tuple[str, str, str]] = []

    def write(self, kind: str, statement: SupporterStatement, token: str) -> None:
        self.letters.append((kind, statement.supporter_email, token))

    @property
    def token(self) -> str:
        return self.letters[-1][2]


@pytest.fixture
def post() -> Post:
    return Post()


def ask(cast: Cast, post: Post, **words: Any) -> uuid.UUID:
    words = {
        "heading_id": heading("local_support"),
        "organisation": "Marlbury Museum",
        "organisation_kind": "museum",
        "email": "Curator@museum.example",
        **words,
    }
    made = act(cast, "coordinator", services.ask_statement, get_cluster(cast.river), write=post.write, **words)
    return made.id  # type: ignore[no-any-return]


def link_of(token: str) -> OneTimeLink | None:
    return live_link(token, LinkPurpose.GIVE_STATEMENT)


def give(cast: Cast, post: Post, statement_id: uuid.UUID, **words: Any) -> None:
    shown = mark_of(queries.get_statement(cast.river, statement_id).text_shown)
    words = {
        "shown": shown,
        "name": "Cora Keeper",
        "post": "Curator",
        "organisation": "Marlbury Museum",
        "how_known": "They visit each term.",
        "what_supported": "The river theme.",
        "what_offered": "",
        "write": post.write,
        **words,
    }
    perform(services.give_statement, link_of(post.token), by=SYSTEM, **words)


def test_asking_binds_the_text_and_sends_a_link(database: sa.orm.Session, cast: Cast, post: Post) -> None:
    statement = queries.get_statement(cast.river, ask(cast, post))
    assert (statement.status, statement.supporter_email) == (StatementStatus.ASKED, "curator@museum.example")
    assert "River schools" in statement.text_shown
    assert "Hill Primary School; Vale Primary School; Ford Special School" in statement.text_shown
    assert "Tumaini" not in statement.text_shown
    assert [(kind, address) for kind, address, _token in post.letters] == [
        ("statement_asked", "curator@museum.example")
    ]


def test_nobody_vouches_for_their_own_cluster(database: sa.orm.Session, cast: Cast, post: Post) -> None:
    for one in (cast.coordinator, cast.ford_contact):
        with pytest.raises(RuleBroken) as refused:
            ask(cast, post, email=one.email.upper())
        assert refused.value.field == "email"
    ask(cast, post, email=cast.outsider.email)


def test_the_same_person_is_asked_once_for_a_heading(database: sa.orm.Session, cast: Cast, post: Post) -> None:
    ask(cast, post)
    with pytest.raises(RuleBroken) as refused:
        ask(cast, post, email="CURATOR@museum.example ")
    assert refused.value.field == "email"
    ask(cast, post, heading_id=heading("community_links"))
    assert len(queries.list_statements(cast.river)) == 2


def test_giving_is_for_a_year_and_uses_the_link_up(database: sa.orm.Session, cast: Cast, post: Post) -> None:
    made = ask(cast, post)
    token = post.token
    give(cast, post, made)
    statement = queries.get_statement(cast.river, made)
    assert (statement.status, statement.valid_until, statement.supporter_name) == (
        StatementStatus.GIVEN,
        date(2028, 3, 1),
        "Cora Keeper",
    )
    assert link_of(token) is None
    assert post.letters[-1][0] == "statement_thanks"
    assert facts_of(cast.river) == ["statement_asked", "statement_given"]


def test_giving_is_bound_to_the_text_that_was_shown(database: sa.orm.Session, cast: Cast, post: Post) -> None:
    made = ask(cast, post)
    with pytest.raises(RuleBroken):
        give(cast, post, made, shown="something else")
    assert queries.get_statement(cast.river, made).status == StatementStatus.ASKED
    assert link_of(post.token) is not None


def test_asking_again_kills_the_older_link(database: sa.orm.Session, cast: Cast, post: Post) -> None:
    made = ask(cast, post)
    old = post.token
    act(cast, "coordinator", services.ask_again, queries.get_statement(cast.river, made), write=post.write)
    assert link_of(old) is None
    assert link_of(post.token) is not None
    give(cast, post, made)
    with pytest.raises(RuleBroken):
        act(cast, "coordinator", services.ask_again, queries.get_statement(cast.river, made), write=post.write)


def test_the_supporter_can_say_no(database: sa.orm.Session, cast: Cast, post: Post) -> None:
    made = ask(cast, post)
    perform(services.decline_statement, link_of(post.token), by=SYSTEM, reason="No staff.")
    assert queries.get_statement(cast.river, made).status == StatementStatus.DECLINED
    assert link_of(post.token) is None


def test_the_supporter_can_take_it_back(database: sa.orm.Session, cast: Cast, post: Post) -> None:
    made = ask(cast, post)
    give(cast, post, made)
    perform(services.take_back_statement, link_of(post.token), by=SYSTEM)
    assert queries.get_statement(cast.river, made).status == StatementStatus.WITHDRAWN
    assert queries.list_statements(cast.river) == []


def test_a_request_that_was_taken_back_cannot_be_answered(database: sa.orm.Session, cast: Cast, post: Post) -> None:
    made = ask(cast, post)
    act(cast, "coordinator", services.withdraw_statement, queries.get_statement(cast.river, made))
    with pytest.raises(NotAllowedNow):
        give(cast, post, made)


def test_a_request_runs_out(database: sa.orm.Session, cast: Cast, post: Post, clock: Any) -> None:
    made = ask(cast, post)
    jobs.expire_statements()
    assert queries.get_statement(cast.river, made).status == StatementStatus.ASKED
    session().commit()
    clock.hold(clock.now() + timedelta(days=30))
    jobs.expire_statements()
    assert queries.get_statement(cast.river, made).status == StatementStatus.EXPIRED


def test_the_summary_counts_by_heading(database: sa.orm.Session, cast: Cast, post: Post) -> None:
    add(cast)
    add(cast, "ford_teacher", "ford")
    add(cast, status=INTEND, due_on=date(2027, 6, 1), heading_id=heading("mentoring"))
    add(cast, status=NOT, text="None here.", heading_id=heading("diaspora_links"))
    act(cast, "vale_teacher", services.withdraw_item, item_of(cast, add(cast, heading_id=heading("flexibility"))))
    give(cast, post, ask(cast, post))

    counted = {
        s.code: (s.evidence, s.intentions, s.not_applicable, s.statements)
        for s in queries.evidence_summary(cast.river, TODAY)
        if s.is_answered
    }
    assert counted == {
        "community_links": (2, 0, 0, 0),
        "diaspora_links": (0, 0, 1, 0),
        "local_support": (0, 0, 0, 1),
        "mentoring": (0, 1, 0, 0),
    }
    later = {s.code: s.statements for s in queries.evidence_summary(cast.river, date(2028, 3, 2))}
    assert later["local_support"] == 0


def test_an_organisation_of_the_programmes_list_is_known_by_its_name(
    database: sa.orm.Session, cast: Cast, post: Post
) -> None:
    museum = Organisation(kind=OrganisationKind.MUSEUM, name="Marlbury Museum", folded_name="marlbury museum")
    session().add(museum)
    session().commit()
    museum_id = museum.id
    unknown = ask(cast, post, organisation="Other", email="o@other.example")
    assert queries.get_statement(cast.river, unknown).organisation_id is None
    known = ask(cast, post, organisation="MARLBURY museum")
    assert queries.get_statement(cast.river, known).organisation_id == museum_id
    give(cast, post, known, organisation="A choir")
    assert queries.get_statement(cast.river, known).organisation_id is None
