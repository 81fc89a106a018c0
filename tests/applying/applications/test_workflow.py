"""Every command in every state, and the receipt's companions: one winner however many submit."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.applying.applications.models import Application, ApplicationVersion, Stage, VersionStatus
from portal.applying.applications.workflow import STAGES, VERSIONS
from portal.core import clock
from portal.core.actors import SYSTEM
from portal.core.database import session
from portal.core.errors import NotAllowedNow
from portal.core.perform import perform
from tests.applying import support
from tests.applying.race import race_to_submit
from tests.support.cast import Cast

STAGE_TABLE = {
    "submit": {Stage.DRAFT: Stage.SUBMITTED, Stage.SUBMITTED: Stage.SUBMITTED},
    "lapse": {Stage.DRAFT: Stage.LAPSED},
    "reopen": {Stage.LAPSED: Stage.DRAFT},
    "start_screening": {Stage.SUBMITTED: Stage.SCREENING},
    "find_ineligible": {Stage.SCREENING: Stage.INELIGIBLE},
    "reinstate": {Stage.INELIGIBLE: Stage.SCREENING},
    "ask_clarification": dict.fromkeys((Stage.SCREENING, Stage.IN_REVIEW, Stage.MODERATION), Stage.CLARIFICATION),
    "resume_screening": {Stage.CLARIFICATION: Stage.SCREENING},
    "resume_in_review": {Stage.CLARIFICATION: Stage.IN_REVIEW},
    "resume_moderation": {Stage.CLARIFICATION: Stage.MODERATION},
    "start_review": {Stage.SCREENING: Stage.IN_REVIEW},
    "start_moderation": {Stage.IN_REVIEW: Stage.MODERATION},
    "decide": dict.fromkeys((Stage.INELIGIBLE, Stage.MODERATION, Stage.DECIDED), Stage.DECIDED),
    "take_back": {Stage.DECIDED: Stage.SCREENING, Stage.RELEASED: Stage.SCREENING},
    "revoke": {Stage.ACCEPTED: Stage.RELEASED},
    "hear_again": {Stage.RELEASED: Stage.IN_REVIEW},
    "read_once_more": {Stage.MODERATION: Stage.IN_REVIEW},
    "release": {Stage.DECIDED: Stage.RELEASED},
    "accept": {Stage.RELEASED: Stage.ACCEPTED},
    "go_on_writing": {Stage.WITHDRAWN: Stage.DRAFT},
    "stand_again": {Stage.WITHDRAWN: Stage.SUBMITTED},
    "check_again": {Stage.WITHDRAWN: Stage.SCREENING},
    "withdraw": dict.fromkeys(
        (
            Stage.DRAFT,
            Stage.SUBMITTED,
            Stage.SCREENING,
            Stage.INELIGIBLE,
            Stage.IN_REVIEW,
            Stage.CLARIFICATION,
            Stage.MODERATION,
            Stage.DECIDED,
        ),
        Stage.WITHDRAWN,
    ),
}
VERSION_TABLE = {
    "ask_signatures": {VersionStatus.DRAFTING: VersionStatus.SIGNING},
    "complete": {VersionStatus.SIGNING: VersionStatus.READY},
    "decline": {VersionStatus.SIGNING: VersionStatus.DRAFTING},
    "cancel_signing": {VersionStatus.SIGNING: VersionStatus.DRAFTING, VersionStatus.READY: VersionStatus.DRAFTING},
    "seal": {VersionStatus.SIGNING: VersionStatus.SEALED, VersionStatus.READY: VersionStatus.SEALED},
    "set_aside": dict.fromkeys(
        (VersionStatus.DRAFTING, VersionStatus.SIGNING, VersionStatus.READY), VersionStatus.SET_ASIDE
    ),
    "reopen": {VersionStatus.SET_ASIDE: VersionStatus.DRAFTING},
}


def walk(lifecycle: Any, table: Any, states: Any, record: Any, **also: Any) -> int:
    """Try every command in every state; answers how many moves were made."""
    made = 0
    kind = type(record)
    for command in lifecycle.commands:
        for state in states:
            session().execute(sa.update(kind).where(kind.id == record.id).values(**{lifecycle.column: state}, **also))
            session().expire_all()
            wanted = table[command].get(state)
            assert lifecycle.allows(record, command) is (wanted is not None), (command, state)
            if wanted is None:
                with pytest.raises(NotAllowedNow):
                    lifecycle.advance(record, command)
            else:
                assert lifecycle.advance(record, command) == wanted
                made += 1
            session().expire_all()
            assert getattr(record, lifecycle.column) == (wanted or state)
    return made


def test_every_command_in_every_stage(database: Any, cast: Cast) -> None:
    made = support.start(cast, support.make_round())

    def deed(application: Application, *, by: Any) -> int:
        return walk(STAGES, STAGE_TABLE, Stage, application, receipt_number="R-TEST")

    assert perform(deed, session().get(Application, made), by=SYSTEM) == sum(len(t) for t in STAGE_TABLE.values())
    assert STAGES.commands == sorted(STAGE_TABLE)


def test_every_command_in_every_status_of_a_version(database: Any, cast: Cast) -> None:
    support.start(cast, support.make_round())
    version = session().scalars(sa.select(ApplicationVersion)).one()

    def deed(found: ApplicationVersion, *, by: Any) -> int:
        return walk(VERSIONS, VERSION_TABLE, VersionStatus, found, sealed_digest="0" * 64)

    assert perform(deed, version, by=SYSTEM) == sum(len(t) for t in VERSION_TABLE.values())
    assert VERSIONS.commands == sorted(VERSION_TABLE)


def test_rule_06_eight_submissions_at_once_make_one_sealed_version(
    app: Flask, cast: Cast, within: Callable[..., Any]
) -> None:
    made = within(support.make_ready, cast)
    outcome = race_to_submit(app, cast, made, racers=8)
    assert outcome.sealed == 1
    assert len(outcome.receipts) == 1
    assert set(outcome.statuses) == {303}
    assert threading.active_count() < 8
    assert clock.now() == support.OPENS.replace(day=2, hour=10)
