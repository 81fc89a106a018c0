"""Ten minutes: started with schools named in one form, joined by the link of the mail with one button."""

import re
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.core.database import session
from portal.core.errors import RuleBroken, SomeoneWasFaster
from portal.core.outbox import OutboxMail
from portal.forming.clusters import queries, services
from portal.forming.clusters.models import Cluster, ClusterMembership, ClusterStatus, MembershipStatus
from portal.identity.accounts.models import OneTimeLink
from portal.identity.schools.models import Function, School, SchoolFunction
from tests.forming.support import act, start
from tests.support.cast import Cast, commit
from tests.support.reader import Reader

Readers = Callable[..., Reader]
LINES = "Vale primary school\n\nFord Special School, Marlbury\nNowhere School"


def mailed_link(app: Flask, address: str) -> str:
    with app.app_context():
        texts = session().scalars(sa.select(OutboxMail.text).where(OutboxMail.address == address)).all()
    return re.findall(r"/link/join/\S+", "\n".join(texts))[-1]  # type: ignore[no-any-return]


def states(app: Flask, name: str) -> dict[str, Any]:
    with app.app_context():
        query = sa.select(School.name, ClusterMembership.status).join(
            ClusterMembership, ClusterMembership.school_id == School.id
        )
        rows = session().execute(
            query.join(Cluster, Cluster.id == ClusterMembership.cluster_id).where(Cluster.name == name)
        )
        return {str(school): status for school, status in rows}


def test_one_form_starts_and_invites_and_one_button_joins(cast: Cast, reader_for: Readers, app: Flask) -> None:
    outsider = reader_for(cast.outsider).get("/clusters/new")
    outsider.fill(name="Hedge schools", theme="Hedges", rationale="We share a hedge.", schools=LINES)
    outsider.press("Start the cluster")
    outsider.sees(
        "Invited: Vale Primary School; Ford Special School.", "Not clear yet which school is meant: Nowhere School."
    )
    assert states(app, "Hedge schools")["Ford Special School"] == MembershipStatus.INVITED

    visitor = reader_for(None).get(mailed_link(app, cast.vale_contact.email))
    visitor.sees("For Vale Primary School", "We share a hedge.", "that Brook High School leads and that Olu Stone is")
    page = visitor.path
    visitor.press("Join").sees("Your school has joined")
    assert states(app, "Hedge schools")["Vale Primary School"] == MembershipStatus.JOINED
    visitor.get(page, expect=410).sees("This link no longer works")

    ford = reader_for(cast.ford_head).get(mailed_link(app, cast.ford_head.email)).press("Join")
    ford.sees("Hedge schools", "Your school has joined the cluster.")
    reader_for(None).get(mailed_link(app, cast.ford_contact.email), expect=410)

    home = outsider.get("/clusters").follow("Hedge schools").path
    for office in ("Nominated: Brook High School", "Nominated: Olu Stone"):
        outsider.get(home).follow(office).press("Accept")
    with app.app_context():
        assert session().scalars(sa.select(Cluster.status).where(Cluster.name == "Hedge schools")).one() == (
            ClusterStatus.ACTIVE
        )


def test_the_link_dies_with_the_function_and_with_the_invitation(cast: Cast, reader_for: Readers, app: Flask) -> None:
    reader_for(cast.outsider).get("/clusters/new").fill(
        name="Hedge schools", theme="Hedges", schools="Vale Primary School"
    ).press("Start the cluster")
    contact, head = mailed_link(app, cast.vale_contact.email), mailed_link(app, cast.vale_head.email)

    def ended() -> None:
        mine = sa.update(SchoolFunction).where(
            SchoolFunction.person_id == cast.vale_contact.id, SchoolFunction.function == Function.CONTACT
        )
        session().execute(mine.values(ended_on=sa.func.current_date()))

    commit(app, ended)
    reader_for(None).get(contact).press("Join", expect=422).sees("This link no longer works. Sign in")
    assert states(app, "Hedge schools")["Vale Primary School"] == MembershipStatus.INVITED
    outsider = reader_for(cast.outsider)
    outsider.get("/clusters").follow("Hedge schools").follow("Invitation Vale").press("Take the invitation back")
    reader_for(None).get(head, expect=410)
    reader_for(None).get("/link/join/" + "x" * 200, expect=410)


def test_lines_mean_a_school_by_name_town_or_number(database: sa.orm.Session, cast: Cast) -> None:
    def meant(*lines: str) -> list[tuple[str | None, bool]]:
        found = queries.schools_named(lines)
        return [(named.school.name if named.school else None, named.several) for named in found]

    assert meant("vale PRIMARY school", "Vale Primary School, marlbury", "Vale Primary School, Elsewhere") == [
        ("Vale Primary School", False),
        ("Vale Primary School", False),
        (None, False),
    ]
    assert meant("", "  ") == []
    again = School(name="Vale Primary School", town="Marlbury")
    database.add(again)
    database.flush()
    assert meant("Vale Primary School", "Vale Primary School, Marlbury") == [("Vale Primary School", False)] * 2
    assert queries.schools_named(["Vale Primary School"])[0].school.id == cast.school["vale"]
    again.town = "Aberwen"
    database.flush()
    assert meant("Vale Primary School") == [(None, True)]
    database.rollback()
    with pytest.raises(RuleBroken) as refused:
        act(cast, "outsider", services.start_with_schools, school_id=cast.school["brook"], name="A", theme="B",
            schools=["x"] * 11)  # fmt: skip
    assert refused.value.field == "schools"
    started = act(cast, "outsider", services.start_with_schools, school_id=cast.school["brook"], name="A", theme="B",
                  schools=["Brook High School", "Vale Primary School", "Vale Primary School"])  # fmt: skip
    assert (started.invited, started.unclear) == (("Vale Primary School",), ())


def test_two_presses_of_the_link_join_once(database: sa.orm.Session, cast: Cast) -> None:
    from portal.core.actors import SYSTEM
    from portal.core.perform import perform

    act(cast, "outsider", services.start_with_schools, school_id=cast.school["brook"], name="A", theme="B",
        schools=["Vale Primary School"])  # fmt: skip
    link_id = session().scalars(sa.select(OneTimeLink.id).order_by(OneTimeLink.id.desc())).first()
    perform(services.join_by_link, session().get(OneTimeLink, link_id), by=SYSTEM)
    with pytest.raises(RuleBroken):
        perform(services.join_by_link, session().get(OneTimeLink, link_id), by=SYSTEM)


def test_a_school_does_not_start_two_clusters_of_one_name(app: Flask, cast: Cast, reader_for: Any) -> None:
    """Held by the database, and said beside the field; a name that is free again after the cluster has closed may be used."""
    with app.app_context():
        one = start(cast, name="Hedge schools")
        with pytest.raises(SomeoneWasFaster, match="cluster of this name already"):
            start(cast, name="  HEDGE schools")
        other = start(cast, name="Ditch schools")
        cluster = queries.get_cluster(other)
        given = {"theme": "Hedges", "theme_reasons": "", "rationale": "", "cluster_form": cluster.form}
        with pytest.raises(SomeoneWasFaster):
            act(cast, "outsider", services.edit_cluster, cluster, version=1, name="hedge Schools", **given)
        assert start(cast, "coordinator", "hill", name="Hedge schools") != one, "another school may"
