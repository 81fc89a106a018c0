"""The pages: the question first, the other way, who reads, refusals beside their field; and planted words that reach nobody else."""

import uuid
from typing import Any

import sqlalchemy as sa
from flask import Flask

from portal.core.database import Base, session
from portal.core.outbox import OutboxMail
from portal.oversight.audit.models import AuditEntry
from portal.oversight.notifications.models import Notification
from portal.running.mediation import services
from portal.running.mediation.models import Mediation, MediationAction, MediationStep, StepKind, Voice
from tests.conftest import START
from tests.running.mediation.conftest import WHAT, WISH
from tests.support.cast import Cast

MARKS = ("Zebra letters", "giraffe call", "Pelican", "Walrus", "Ocelot", "Tapir")


def _begin(cast: Cast, reader: Any) -> Any:
    reader.get(f"/clusters/{cast.river}/difficulties")
    return reader.fill(child="no").press("Continue").sees("What is difficult?")


def test_one_question_comes_first(app: Flask, cast: Cast, reader_for: Any) -> None:
    reader = reader_for(cast.people["teacher"])
    start = f"/clusters/{cast.river}/difficulties"
    reader.get(f"{start}/new", follow=False, expect=303)
    assert reader.headers["Location"].endswith(start)
    reader.get(f"/clusters/{cast.river}").follow(
        "Is something difficult between your school and another? Get help in private"
    )
    reader.press("Continue", expect=422).sees("Answer yes or no. Nothing has been written down yet.")
    reader.fill(child="yes").press("Continue")
    assert reader.h1 == "Report a concern"
    reader.sees("999", "NSPCC")
    with app.app_context():
        assert session().scalar(sa.select(sa.func.count()).select_from(Mediation)) == 0


def test_a_teacher_raises_it(app: Flask, cast: Cast, reader_for: Any) -> None:
    reader = _begin(cast, reader_for(cast.people["teacher"]))
    reader.press("Send it to the other school", expect=422).sees("Write in a few words what makes it difficult.")
    reader.fill(
        other_school=str(cast.school["tumaini"]),
        kind="silence",
        what=WHAT,
        wish=WISH,
        mediator=f"school:{cast.school['ford']}",
    )
    reader.press("Send it to the other school").sees(
        "Between Hill Primary School and Tumaini Primary School", WHAT, WISH
    )
    reader.sees("waits for answers")
    reader_for(cast.people["abroad"]).get("/what-needs-me").sees("Read a private matter in").does_not_see(
        "Hill Primary"
    )


def test_words_that_sound_like_harm_are_asked_about_once(app: Flask, cast: Cast, reader_for: Any) -> None:
    reader = _begin(cast, reader_for(cast.people["teacher"]))
    reader.fill(
        other_school=str(cast.school["tumaini"]),
        kind="other",
        what="A pupil says that she is afraid of him.",
        mediator=f"school:{cast.school['ford']}",
    )
    reader.press("Send it to the other school", expect=422)
    reader.sees("Some of your words sound as if a child may be harmed.", "What to do when a child may be harmed")
    with app.app_context():
        assert session().scalar(sa.select(sa.func.count()).select_from(Mediation)) == 0
    reader.sees("A pupil says that she is afraid of him.")
    reader.fill(checked=True).press("Send it to the other school").sees("waits for answers")


def test_the_mediator_reads_after_the_third_yes(raised: Any, cast: Cast, reader_for: Any) -> None:
    here = f"/difficulties/{raised()}"
    mediator = reader_for(cast.people["ford_contact"]).get(here)
    mediator.does_not_see("Zebra letters").press("Yes, I can help").does_not_see("Zebra letters")
    other = reader_for(cast.people["abroad"]).get(here).sees("Zebra letters")
    other.press("Say yes to talking").sees("everyone has said yes")
    mediator.get(here).sees("Zebra letters")


def test_the_whole_of_it_on_the_pages(talking: Any, cast: Cast, reader_for: Any) -> None:
    here = f"/difficulties/{talking}"
    ford = reader_for(cast.people["ford_contact"]).get(here).follow("Write down a step")
    ford.fill(kind="talk", what="We talked for an hour.").press("Write it down").sees(
        "We talked for an hour.", "talking"
    )
    ford.follow("Write down what was agreed")
    ford.fill(due_on=START.date(), owner="other", what="Answer two letters").press("Write it down")
    ford.sees("Answer two letters", "to do")
    abroad = reader_for(cast.people["abroad"]).get("/what-needs-me").sees("Do what was agreed in a private matter")
    abroad.follow("Do what was agreed in a private matter in " + _cluster_name(abroad, cast))
    abroad.press("It is done Answer two letters").sees("done")
    ford.get(here).follow("It is settled")
    ford.fill(outcome="A call each month.").press("It is settled", expect=422).sees("Enter a day.")
    ford.sees("A call each month.")


def test_another_mediator_is_asked(raised: Any, cast: Cast, reader_for: Any) -> None:
    reader = reader_for(cast.people["teacher"]).get(f"/difficulties/{raised()}").follow("Ask someone else to help")
    reader.press("Ask them", expect=422).sees("Choose someone who belongs to neither of the two schools.")
    reader.fill(mediator=f"person:{cast.officer.id}").press("Ask them").sees("Oscar Desk, to mediate: asked")


def _cluster_name(reader: Any, cast: Cast) -> str:
    from portal.forming.clusters.models import Cluster

    with reader.app.app_context():
        return session().get_one(Cluster, cast.river).name


def test_strangers_find_nothing(talking: Any, cast: Cast, reader_for: Any) -> None:
    here = f"/difficulties/{talking}"
    for who in (
        "vale_contact",
        "ford_teacher",
        "abroad_teacher",
        "outsider",
        "manager",
        "admin",
        "safeguarding",
        "auditor",
    ):
        reader = reader_for(cast.people[who])
        reader.get(here, expect=404)
        reader.get(f"{here}/steps/new", expect=404)
        reader.post(f"{here}/withdraw", expect=404)
        reader.get("/difficulties").does_not_see("Tumaini")
    reader_for(cast.people["ford_contact"]).get(f"{here}/decline", expect=403)
    reader_for(cast.people["teacher"]).get(f"{here}/settle", expect=403)


def test_planted_words_reach_nobody_else(app: Flask, cast: Cast, talking: Any, act: Any, reader_for: Any) -> None:
    on = START.date()
    act("ford_contact", services.add_step, talking, kind=StepKind.TALK, on=on, what="Pelican talk")
    act("ford_contact", services.agree_action, talking, owner=Voice.OTHER, what="Walrus letters", due_on=on)
    act("abroad", services.escalate, talking, why="Ocelot trouble")
    act("ford_contact", services.give_up, talking, outcome="Tapir end")
    own = {Mediation.__tablename__, MediationStep.__tablename__, MediationAction.__tablename__}
    with app.app_context():
        for table in Base.metadata.sorted_tables:
            rows = "" if table.name in own else str(session().execute(sa.select(table)).all())
            assert not [mark for mark in MARKS if mark in rows], table.name
        ids = {uuid.UUID(int=0), cast.river, *cast.school.values()}
        for entry in session().scalars(sa.select(AuditEntry).where(AuditEntry.subject_id == talking)):
            assert not ids & {entry.cluster_id, entry.school_id}
            assert not [one for one in ids if str(one) in str(entry.facts)]
        told = session().scalars(sa.select(Notification.title)).all()
        mails = [mail.subject + mail.text for mail in session().scalars(sa.select(OutboxMail))]
        assert told
        assert mails
        for words in (*told, *mails):
            assert "Tumaini" not in words
    inside = {"teacher", "coordinator", "head", "abroad", "abroad_head", "ford_contact", "ford_head", "admin"}
    for who in sorted(set(cast.people) - inside):
        reader = reader_for(cast.people[who])
        for path in (
            "/what-needs-me", "/notices", "/difficulties", f"/clusters/{cast.river}", f"/clusters/{cast.river}/timeline",
            f"/clusters/{cast.river}/owed", f"/clusters/{cast.river}/board", f"/clusters/{cast.river}/board/search?q=zebra", "/audit",
        ):  # fmt: skip
            reader.get(path, expect=None).does_not_see(*MARKS, "private matter in")


def test_the_list_asks_as_much_for_three_as_for_one(app: Flask, cast: Cast, raised: Any, reader_for: Any) -> None:
    reader = reader_for(cast.people["coordinator"])
    raised()
    reader.get("/difficulties")
    one = len(reader.statements)
    raised("coordinator", "vale")
    raised("vale_contact", "hill", mediator=f"school:{cast.school['ford']}")
    reader.get("/difficulties")
    assert len(reader.statements) == one
