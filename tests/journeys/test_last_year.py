"""The round of last year in the demonstration is laid as rows: what is sealed agrees with its seal all the same, and every picture has something to show."""

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.applying.applications import content, queries
from portal.applying.applications import jobs as seals
from portal.applying.applications.models import Application, ApplicationVersion, SignOffStatus, VersionStatus
from portal.applying.awards import jobs as agreements
from portal.applying.programmes.models import Round
from portal.applying.reviews.models import ApplicationStanding
from portal.applying.reviews.services.standings import recompute
from portal.commands.demo.last_year import AUTUMN, LAST_YEAR, PILOT
from portal.core.database import session
from portal.oversight.audit.models import AuditEntry
from portal.oversight.chain import queries as chain
from portal.oversight.pictures.routes import PANEL
from tests.support.reader import Reader

pytestmark = pytest.mark.either
FIGURES = ("counted", "mean", "spread", "deviation", "lowest", "gap", "is_split", "whole", "tie_first", "tie_second")


def _round(name: str) -> Any:
    return session().scalars(sa.select(Round).where(Round.name == name)).one()


def test_what_was_laid_agrees_with_its_seals_and_figures(demonstration_app: Flask) -> None:
    """Each signature is bound to what was shown, each version and agreement to its digest, and each standing is what the reviews come to."""
    with demonstration_app.app_context():
        ids = [_round(call.name).id for call in (PILOT, LAST_YEAR, AUTUMN)]
        sealed = sa.select(ApplicationVersion).join(Application).where(Application.round_id.in_(ids))
        versions = session().scalars(sealed.where(ApplicationVersion.status == VersionStatus.SEALED)).all()
        assert len(versions) == 9 + 28 + 14
        for version in versions:
            draft = queries.load_draft(version.application, version)
            assert draft is not None
            assert len(draft.sign_offs) == 2
            for school_id, sign_off in draft.sign_offs.items():
                assert sign_off.status == SignOffStatus.SIGNED
                joined_since = len(content.members(version.application.cluster)) > len(draft.sign_offs)
                assert joined_since or sign_off.digest == content.digest_for(draft, school_id)
        kept = sa.select(ApplicationStanding).join(Application).where(Application.round_id.in_(ids))
        for standing in session().scalars(kept).all():
            before = [getattr(standing, name) for name in FIGURES]
            assert [getattr(recompute(standing.application), name) for name in FIGURES] == before
        session().rollback()
        assert seals.check_seals() == 0
        assert agreements.check_agreements() == 0
        assert session().scalar(sa.select(AuditEntry.id).where(AuditEntry.kind.like("seal%_broken"))) is None
        assert chain.look(None).problem is None
        session().rollback()


def test_every_picture_has_something_to_show(
    demonstration_app: Flask, as_account: Callable[[str | None], Reader]
) -> None:
    """Nothing is too small to be drawn; for a manager with a conflict of interest the clusters of her school are absent."""
    with demonstration_app.app_context():
        last, autumn, writing = (
            str(_round(name).id) for name in (LAST_YEAR.name, AUTUMN.name, "Third round: water, food, home")
        )
        session().rollback()
    reader = as_account("manager")
    for code in PANEL:
        where = {"allocation": autumn, "completeness": writing}.get(code, last)
        assert b"<svg" in reader.get(f"/rounds/{where}/pictures/{code}").raw, code
    reader.get(f"/rounds/{last}/pictures/strip").sees("Ellerwick and Kisasa")
    reader.get(f"/rounds/{last}/pictures/adjusted").sees("across the line")
    reader.get(f"/rounds/{last}/pictures/habits").sees("clearly more or less")
    reader.get(f"/rounds/{last}/pictures/fairness").sees("Wales", "Northern Ireland", "Scotland", "England")
    as_account("manager3").get(f"/rounds/{last}/pictures/strip").does_not_see("Ellerwick")
