"""What the demonstration shows of school years, of first messages that wait and of what is read-only."""

import sqlalchemy as sa
from flask import Flask

from portal.core.database import session
from portal.core.outbox import OutboxMail
from portal.identity.accounts.models import Person
from portal.identity.schools.models import Function, School, SchoolFunction
from portal.identity.years import held_back, queries
from portal.identity.years.held_back import Reason
from portal.oversight.freezes.models import Freeze, FrozenKind
from portal.running.firstposts.models import HeldPost, HeldStatus


def school(name: str) -> School:
    return session().scalars(sa.select(School).where(School.name == name)).one()


def test_what_is_shown_of_schools(demonstration_app: Flask) -> None:
    with demonstration_app.app_context():
        waiting, late = queries.latest_year(school("Orchard House School").id), school("Fenwick End Infant School")
        assert waiting is not None
        assert not queries.is_late(waiting)
        assert [member.person.name for member in queries.unconfirmed(waiting)] == ["Tilda Farrow"]
        letter = session().scalars(
            sa.select(OutboxMail.text).where(
                OutboxMail.kind == "yearly_yes", OutboxMail.address == "head4@demo.example"
            )
        )
        assert "/link/year/" in letter.one()
        assert held_back.reasons(late.id) == (Reason.YES_IS_LATE,)
        single = session().scalars(sa.select(School).where(School.head_email == "head.kelso@demo.example")).one()
        assert held_back.reasons(single.id) == (Reason.ONE_CONTACT,)
        deputies = sa.select(Person.name).join(SchoolFunction, SchoolFunction.person_id == Person.id)
        assert list(session().scalars(deputies.where(SchoolFunction.function == Function.HEAD_DEPUTY))) == [
            "Theo Nakamura"
        ]
        held = session().execute(sa.select(HeldPost.status, sa.func.count()).group_by(HeldPost.status)).all()
        assert {row[0]: row[1] for row in held} == {HeldStatus.WAITING: 3, HeldStatus.RETURNED: 1}
        frozen = session().execute(sa.select(Freeze.kind, Freeze.lifted_at.is_(None)).order_by(Freeze.id)).all()
        assert {(row[0], bool(row[1])) for row in frozen} == {(FrozenKind.CLUSTER, False), (FrozenKind.PERSON, True)}
