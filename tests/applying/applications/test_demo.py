"""The programmes and applications of the demonstration world."""

import sqlalchemy as sa
from flask import Flask

from portal.applying.applications import content, queries
from portal.applying.applications.models import Application, SignOff, VersionStatus
from portal.applying.programmes.models import Programme, Round
from portal.commands.demo import applying_applications, forming, people
from portal.commands.demo.world import World
from portal.core import clock
from portal.core.database import session
from portal.core.duty import Duty, DutyKind


def test_a_round_is_open_one_in_review_one_decided(app: Flask) -> None:
    with app.app_context():
        world = World(password="three grey herons")
        people.load(world)
        forming.load(world)
        applying_applications.load(world)
        rounds, made = world.made["round"], world.made["application"]
        applying_applications.load(world)
        assert world.made["application"]["review"] == []
        assert session().scalar(sa.select(sa.func.count()).select_from(Programme)) == 1

        is_open = {key: session().get_one(Round, found).is_open(clock.now()) for key, found in rounds.items()}
        assert is_open == {"decided": False, "review": False, "desk": False, "open": True}
        for application_id in [*made["decided"], *made["review"]]:
            found = queries.get_application(application_id)
            assert found.stage == "submitted"
            assert found.submitted_at is not None
            assert found.round.opens_at < found.submitted_at < found.round.closes_at
            sealed = queries.standing_version(found)
            assert content.digest(sealed.sealed_content) == sealed.sealed_digest
        assert min(len(made["decided"]), len(made["review"])) >= 2

        draft = queries.load_draft(session().get_one(Application, made["open"]))
        assert draft is not None
        assert draft.version.status == VersionStatus.SIGNING
        waiting = session().scalars(sa.select(SignOff.school_id).where(SignOff.status == "asked")).all()
        assert waiting == [world.schools["mill"].id]
        owed = (
            session()
            .scalars(sa.select(Duty).where(Duty.kind == DutyKind.SIGN_APPLICATION, Duty.closed_at.is_(None)))
            .all()
        )
        assert [(d.school_id, d.subject_id) for d in owed] == [(world.schools["mill"].id, made["open"])]
