"""What was not submitted, or was taken back: kept, read, printed, begun again, undone within a day."""

import io
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from pypdf import PdfReader

from portal.applying.applications import queries, services
from portal.applying.applications.jobs import tidy_closed_rounds
from portal.applying.applications.models import Stage, VersionStatus
from portal.applying.applications.services import starting
from portal.applying.applications.workflow import STAGES
from portal.applying.programmes.models import Question
from portal.core import duty
from portal.core.database import session
from portal.core.duty import DutyKind
from portal.core.errors import NotAllowedNow, RuleBroken
from portal.core.perform import perform
from portal.forming.clusters.models import Cluster
from portal.oversight.notifications.models import Notification
from tests.applying import support
from tests.conftest import START
from tests.support.cast import Cast
from tests.support.reader import Reader

ReaderFor = Callable[..., Reader]
Within = Callable[..., Any]


def undo(cast: Cast, made: Any) -> None:
    perform(services.undo_withdrawal, support.application(made), by=cast.signed_in("coordinator"))


def test_transition_25_a_draft_comes_back_within_a_day_and_not_later(database: Any, cast: Cast, clock: Any) -> None:
    round_id = support.make_round()
    made = support.start(cast, round_id)
    support.write_all(cast, made)
    support.withdraw(cast, made)
    assert support.application(made).stage == Stage.WITHDRAWN
    undo(cast, made)
    assert (support.application(made).stage, support.status_of(made)) == (Stage.DRAFT, VersionStatus.DRAFTING)
    assert support.open_draft(made).text(support.open_draft(made).sections[0].questions[0]) == "We do this."
    support.withdraw(cast, made)
    clock.hold(START + timedelta(hours=24))
    with pytest.raises(NotAllowedNow, match="24 hours"):
        undo(cast, made)
    clock.hold(START + timedelta(hours=23, minutes=59))
    other = support.start(cast, round_id)
    with pytest.raises(NotAllowedNow, match="another application"):
        undo(cast, made)
    support.withdraw(cast, other)
    undo(cast, made)


@pytest.mark.parametrize(
    ("commands", "back"),
    [
        ((), Stage.SUBMITTED),
        (("start_screening",), Stage.SCREENING),
        (("start_screening", "start_review"), Stage.SCREENING),
        (("start_screening", "start_review", "start_moderation", "decide"), Stage.SCREENING),
    ],
)
def test_transition_25_a_submitted_one_stands_again_and_is_checked(
    database: Any, cast: Cast, commands: tuple[str, ...], back: Stage
) -> None:
    made = support.make_submitted(cast)
    receipt = support.application(made).receipt_number or ""

    def go_on(application: Any, *, by: Any) -> None:
        for command in commands:
            STAGES.advance(application, command)

    perform(go_on, support.application(made), by=cast.signed_in("officer"))
    support.withdraw(cast, made, receipt_number=receipt, reason="A mistake, we think.")
    assert duty.open_duties(DutyKind.SCREEN_APPLICATION, made) == []
    undo(cast, made)
    found = support.application(made)
    assert (found.stage, found.receipt_number, found.withdrawal_reason) == (back, receipt, "")
    assert len(duty.open_duties(DutyKind.SCREEN_APPLICATION, made)) == 1
    assert queries.standing_version(found).number == 1


def test_a_withdrawal_on_its_pages(cast: Cast, reader_for: ReaderFor, within: Within) -> None:
    made = within(support.make_submitted, cast)
    receipt = within(lambda: support.application(made).receipt_number)
    reader = reader_for(cast.coordinator).get(f"/applications/{made}").follow("Withdraw the application")
    reader.fill(receipt_number=receipt, reason="Our hall burned down.").press("Withdraw the application")
    reader.sees("you can undo this for 24 hours", "You can undo this until")
    reader_for(cast.vale_teacher).get(f"/applications/{made}").does_not_see("Let the application stand again")
    reader.press("Let the application stand again").sees("The application stands again as it was.", "Submitted")


def test_a_copy_keeps_when_each_answer_was_written_and_nothing_stands_of_what_was_withdrawn(
    cast: Cast, reader_for: ReaderFor, within: Within, clock: Any
) -> None:
    made = within(support.make_submitted, cast)
    clock.hold(START + timedelta(days=2))
    reader = reader_for(cast.coordinator).get(f"/applications/{made}").press("Edit again")
    reader.sees("Last changed by").does_not_see("just now")
    receipt = within(lambda: support.application(made).receipt_number)
    within(support.withdraw, cast, made, receipt_number=receipt, reason="No time.")
    reader.get(f"/applications/{made}").sees("Read the version that was not submitted").does_not_see("stands.")


def test_rule_12_what_lapsed_is_read_printed_and_begun_with_in_the_next_round(
    cast: Cast, reader_for: ReaderFor, within: Within, clock: Any
) -> None:
    made = within(support.start, cast, within(support.make_round))
    within(support.write_all, cast, made, text="Our own words")
    clock.hold(support.later(hours=1))
    within(tidy_closed_rounds)
    after = support.CLOSES + timedelta(days=30)
    next_round = within(support.make_round, name="Next round", closes_at=after)

    def change_a_question() -> None:
        found = session().scalars(sa.select(Question).order_by(Question.id.desc()).limit(1)).one()
        found.text = "What does it cost, in the new words?"
        session().commit()

    within(change_a_question)
    reader = reader_for(cast.coordinator).get(f"/applications/{made}").sees("Not submitted in this round")
    reader.follow("Print your answers").sees("Our own words")
    reader.get(f"/applications/{made}").follow("Save your answers as PDF")
    kept = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(reader.raw)).pages)
    assert kept.count("Our own words") == 10, kept[:300]
    assert "not a submitted copy" in " ".join(kept.split())
    reader_for(cast.manager).get(f"/applications/{made}/answers.pdf", expect=404)
    told = within(
        lambda: list(session().scalars(sa.select(Notification.title).where(Notification.kind == "application_lapsed")))
    )
    assert set(told) == {"Spring round has closed. Your answers are kept, to read and to use again."}, (
        "no word of blame"
    )
    reader.get(f"/applications/{made}/theme").press("Save the theme", expect=422)  # read only, to the last page
    reader.get(f"/applications/{made}").follow("Use these answers in another round")
    reader.press("Start the application")
    begun = uuid.UUID(reader.path.rsplit("/", 1)[-1])
    draft = within(support.open_draft, begun)
    assert draft.application.round_id == next_round
    texts = [draft.text(q) for s in draft.sections for q in s.questions]
    assert (texts.count("Our own words"), texts.count("")) == (9, 1)
    assert within(lambda: support.application(made).stage) == Stage.LAPSED


def test_rule_12_a_newer_version_that_was_not_sent_in_time_is_kept_to_read_and_the_submitted_one_stands(
    cast: Cast, reader_for: ReaderFor, within: Within, clock: Any
) -> None:
    made = within(support.make_submitted, cast)
    reader = reader_for(cast.coordinator).get(f"/applications/{made}").press("Edit again")
    reader.sees("Version 1 is submitted; you are editing version 2. Version 1 stands until you submit the new one.")
    within(support.write_all, cast, made, text="Half of a better plan")
    clock.hold(support.later(hours=1))
    within(tidy_closed_rounds)
    page = reader_for(cast.vale_teacher).get(f"/applications/{made}").sees("Version 1 is submitted.", "Submitted")
    page.sees("A newer version was not submitted in time").follow("Read the version that was not submitted")
    page.sees("Half of a better plan")
    page.get(f"/applications/{made}/print").sees("Half of a better plan")
    page.get(f"/applications/{made}").follow("Read what was submitted").sees("We do this.")
    page.does_not_see("Half of a better plan")


def test_nothing_is_copied_from_another_cluster(database: Any, cast: Cast) -> None:
    made = support.start(cast, support.make_round())
    elsewhere = session().scalars(sa.select(Cluster).where(Cluster.id != cast.river).limit(1)).first()
    if elsewhere is None:
        elsewhere = Cluster(name="Elsewhere", zone="Europe/London")
    with pytest.raises(RuleBroken, match="Choose an application"):
        starting._earlier(elsewhere, made)
    session().rollback()
