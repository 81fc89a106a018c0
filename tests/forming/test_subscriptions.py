"""Who is told what, and who is not."""

import uuid
from typing import Any

import sqlalchemy as sa

from portal.core.actors import SYSTEM
from portal.core.database import session
from portal.core.outbox import OutboxMail
from portal.core.perform import perform
from portal.forming.clusters import queries, services
from portal.forming.clusters.models import OfficeKind
from portal.forming.evidence import queries as evidence_queries
from portal.forming.evidence import services as evidence
from portal.forming.evidence.models import SupporterStatement
from portal.forming.evidence.services.statements import mark_of
from portal.identity.accounts.models import LinkPurpose
from portal.identity.accounts.queries import live_link
from portal.oversight.notifications.models import Notification
from tests.forming.support import act, invite, join, leave, nominee, start
from tests.support.cast import Cast


def told(cast: Cast, kind: str) -> set[str]:
    """The keys of the people who got a notice of this kind."""
    keys = {someone.id: key for key, someone in cast.people.items()}
    session().commit()
    return {keys[i] for i in session().scalars(sa.select(Notification.person_id).where(Notification.kind == kind))}


def mailed(cast: Cast) -> set[str]:
    """The keys of the people to whom a mail waits."""
    keys = {someone.email: key for key, someone in cast.people.items()}
    session().commit()
    return {keys.get(a, a) for a in session().scalars(sa.select(OutboxMail.address))}


def test_an_invitation_tells_who_answers_for_the_school(database: sa.orm.Session, cast: Cast) -> None:
    invite(cast, start(cast), "vale")
    assert told(cast, "school_invited") == {"vale_contact", "vale_head"}
    assert mailed(cast) == {"outsider_head", "vale_contact", "vale_head"}


def test_starting_tells_the_schools_contact_and_not_who_did_it(database: sa.orm.Session, cast: Cast) -> None:
    start(cast, "teacher", "hill")
    assert told(cast, "cluster_formed") == {"coordinator", "head"}


def test_joining_tells_the_starter_and_asks_the_nominees(database: sa.orm.Session, cast: Cast) -> None:
    made = start(cast)
    join(cast, made, invite(cast, made, "vale"), "vale_contact")
    assert told(cast, "school_joined") == {"outsider"}
    assert told(cast, "nomination_agreed") == {"outsider", "outsider_head"}


def test_a_nomination_tells_the_contacts_and_the_nominee(database: sa.orm.Session, cast: Cast) -> None:
    words: dict[str, Any] = {"school_id": cast.school["ford"], "person_id": cast.ford_teacher.id}
    act(cast, "teacher", services.nominate, queries.get_cluster(cast.river), kind=OfficeKind.DEPUTY, **words)
    assert told(cast, "office_nominated") == {
        "coordinator",
        "vale_contact",
        "ford_contact",
        "ford_teacher",
        "abroad",
    }
    act(cast, "ford_teacher", services.decline_office, nominee(cast.river, OfficeKind.DEPUTY), reason="No.")
    assert "ford_teacher" not in told(cast, "office_declined")


def test_leaving_tells_the_whole_network_and_no_one_else(database: sa.orm.Session, cast: Cast) -> None:
    left = leave(cast, cast.river, "ford", "ford_contact", leaving_on=queries.get_cluster(cast.river).created_at.date())
    assert told(cast, "school_leaving") == {"coordinator", "vale_contact", "abroad"}
    act(cast, "ford_contact", services.complete_leaving, queries.get_membership(cast.river, left))
    assert {"teacher", "vale_teacher", "abroad_teacher"} <= told(cast, "school_left")
    assert not {"outsider", "nobody", "reviewer", "manager"} & told(cast, "school_left")


def test_a_given_letter_tells_coordinator_and_lead(database: sa.orm.Session, cast: Cast) -> None:
    tokens: list[str] = []

    def write(_kind: str, _statement: SupporterStatement, token: str) -> None:
        tokens.append(token)

    heading: uuid.UUID = evidence_queries.list_headings()[7].id
    act(
        cast,
        "vale_contact",
        evidence.ask_statement,
        queries.get_cluster(cast.river),
        heading_id=heading,
        organisation="Museum",
        organisation_kind="museum",
        email="curator@museum.example",
        write=write,
    )
    link = live_link(tokens[0], LinkPurpose.GIVE_STATEMENT)
    assert link is not None
    statement = evidence_queries.statement_of_link(link.subject_id)
    assert statement is not None
    words = dict.fromkeys(("name", "post", "organisation", "how_known", "what_supported", "what_offered"), "x")
    perform(evidence.give_statement, link, by=SYSTEM, shown=mark_of(statement.text_shown), write=write, **words)
    assert told(cast, "statement_given") == {"coordinator", "vale_contact", "head"}
