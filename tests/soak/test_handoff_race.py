"""Many schools accept one handoff at the same moment: one wins, every other is told why; on both databases, in every round."""

import contextlib

import pytest
import sqlalchemy as sa

from portal.core import clock
from portal.core.actors import SYSTEM
from portal.core.database import session
from portal.core.duty import Duty, DutyKind
from portal.core.errors import Refusal, TryLater
from portal.core.perform import perform
from portal.forming.clusters.models import ClusterMembership, MembershipStatus, Side
from portal.identity.accounts.models import Person, PersonStatus
from portal.identity.schools.models import MemberStatus, School, SchoolMember, SchoolStatus
from portal.oversight.audit.models import AuditEntry
from portal.running.handoffs import queries, services
from portal.running.handoffs.models import AskStatus
from portal.who import by_id
from tests.support import calendar
from tests.support.races import at_once
from tests.support.soak import times


def make_rivals(cast, number):
    """Further member schools of the cluster, each with one teacher. Answers the teachers' ids."""

    def deed(*, by):
        made = []
        for n in range(number):
            school = School(name=f"School {n}", status=SchoolStatus.VERIFIED, zone="Europe/London")
            person = Person(name=f"Teacher {n}", email=f"t{n}@rival.example", status=PersonStatus.ACTIVE)
            session().add_all([school, person])
            session().flush()
            session().add(SchoolMember(school_id=school.id, person_id=person.id, status=MemberStatus.MEMBER))
            joined = {"status": MembershipStatus.JOINED, "side": Side.HOME, "joined_at": clock.now()}
            session().add(ClusterMembership(cluster_id=cast.river, school_id=school.id, **joined))
            made.append(person.id)
        return made

    return perform(deed, by=SYSTEM)


def race(app, cast, rounds, number):
    with app.app_context():
        rivals = make_rivals(cast, number)
        people = [by_id(person_id) for person_id in rivals]
        session().commit()
    for _round in range(rounds):
        with app.app_context():
            made = calendar.activity(cast)
            handoff = calendar.asked(cast, made)
            session().commit()

        def accept(person, handoff=handoff):
            def act():
                for _again in range(20):
                    # "busy, try again" is no answer yet: whoever reads it presses once more
                    with contextlib.suppress(TryLater, sa.exc.TimeoutError):
                        return perform(services.accept_handoff, queries.get_handoff(cast.river, handoff), by=person)
                    session().rollback()
                raise TryLater("twenty times")

            return act

        answers = at_once(app, [accept(person) for person in people])
        refused = [a for a in answers if isinstance(a, Exception)]
        assert len(refused) == number - 1, answers
        assert all(isinstance(a, Refusal) and "already taken, thank you" in a.message for a in refused), {
            str(a) for a in refused
        }
        with app.app_context():
            found = queries.get_handoff(cast.river, handoff)
            winner = people[[isinstance(a, Exception) for a in answers].index(False)]
            assert (found.filling, found.accepted_by_id) == ("filled", winner.id)
            statuses = [ask.status for ask in found.asks]
            assert statuses.count(AskStatus.ACCEPTED) == 1
            assert statuses.count(AskStatus.TAKEN) == len(statuses) - 1
            said = sa.select(AuditEntry.by_id).where(
                AuditEntry.subject_id == handoff, AuditEntry.kind == "handoff_accepted"
            )
            assert session().scalars(said).all() == [winner.id]
            owing = sa.select(Duty.person_id).where(
                Duty.subject_id == made,
                Duty.kind == DutyKind.DELIVER_ACTIVITY,
                Duty.closed_at.is_(None),
                Duty.suspended_at.is_(None),
            )
            assert session().scalars(owing).all() == [winner.id]
            session().commit()


@pytest.mark.soak
@pytest.mark.timeout(1800)
def test_thirty_two_acceptances_have_one_winner_in_every_round(app, cast):
    race(app, cast, rounds=times(50), number=32)


def test_four_acceptances_have_one_winner(app, cast):
    race(app, cast, rounds=2, number=4)
