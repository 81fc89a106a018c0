"""Signing: what a school that says no opens again, who signs once more shows who they are, and a deadline that moves."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from portal.applying.applications import content, services
from portal.applying.applications.jobs import tidy_closed_rounds
from portal.applying.applications.models import Stage, VersionStatus
from portal.applying.programmes import services as programmes
from portal.applying.programmes.queries import get_round
from portal.core import duty
from portal.core.database import session
from portal.core.duty import DutyKind
from portal.core.errors import NotAllowedNow, RuleBroken
from portal.core.perform import perform
from portal.forming.clusters.models import Side
from tests.applying import support
from tests.applying.applications.test_services import status_by_school
from tests.conftest import START
from tests.identity.accounts.test_sign_in import sign_in
from tests.support.cast import Cast
from tests.support.reader import Reader

ReaderFor = Callable[..., Reader]
Within = Callable[..., Any]


def being_signed(cast: Cast, *signed: str) -> Any:
    made = support.start(cast, support.make_round())
    support.write_all(cast, made)
    support.ask(cast, made)
    support.sign(cast, made, *signed)
    return made


def write(cast: Cast, made: Any, place: int, text: str) -> None:
    draft = support.open_draft(made)
    held = draft.sections[place]
    answers = {held.questions[0].id: (text, draft.version_of(held.questions[0]))}
    words = {"section_id": held.section.id, "answers": answers, "school_id": cast.school["hill"]}
    perform(services.save_section, support.application(made), by=cast.signed_in("coordinator"), **words)


def test_transition_04_a_school_that_says_no_opens_what_it_named_and_nothing_else(database: Any, cast: Cast) -> None:
    made = being_signed(cast, "vale")
    draft = support.open_draft(made)
    ford, by = cast.school["ford"], cast.signed_in("ford_head")
    with pytest.raises(RuleBroken) as refused:
        perform(
            services.decline_to_sign, support.application(made), by=by, school_id=ford, reason="No.", sections=["x"]
        )
    assert refused.value.field == "sections"
    plan = draft.sections[2].key
    perform(services.decline_to_sign, support.application(made), by=by, school_id=ford, reason="No.", sections=[plan])
    assert support.status_of(made) == VersionStatus.DRAFTING
    with pytest.raises(NotAllowedNow, match="Only what a school wants changed"):
        write(cast, made, 0, "Behind the back of Vale")
    with pytest.raises(NotAllowedNow, match="Only what a school wants changed"):
        perform(
            services.choose_theme,
            support.application(made),
            by=cast.signed_in("coordinator"),
            read_version=1,
            theme="Another",
        )
    assert status_by_school(made, cast) == {"hill": "asked", "vale": "signed", "ford": "declined"}
    write(cast, made, 2, "Not in May")
    assert status_by_school(made, cast)["vale"] == "void"
    support.ask(cast, made)
    assert support.open_draft(made).version.reopened is None
    assert set(status_by_school(made, cast).values()) == {"asked"}


def test_transition_04_nothing_changed_keeps_the_other_signatures_and_the_coordinator_opens_all(
    database: Any, cast: Cast
) -> None:
    made = being_signed(cast, "vale")
    key = support.open_draft(made).sections[1].key
    perform(
        services.decline_to_sign,
        support.application(made),
        by=cast.signed_in("ford_head"),
        school_id=cast.school["ford"],
        reason="A misunderstanding?",
        sections=[key],
    )
    support.ask(cast, made)
    assert status_by_school(made, cast) == {"hill": "asked", "vale": "signed", "ford": "asked"}
    perform(services.cancel_signing, support.application(made), by=cast.signed_in("coordinator"))
    write(cast, made, 0, "Open again")
    with pytest.raises(NotAllowedNow, match="open already"):
        perform(services.open_all_sections, support.application(made), by=cast.signed_in("coordinator"))


def test_a_head_says_no_to_a_part_on_the_pages_and_nobody_loses_what_they_wrote(
    cast: Cast, reader_for: ReaderFor, within: Within
) -> None:
    made = within(being_signed, cast)
    draft = within(support.open_draft, made)
    first, plan = draft.sections[0].section.id, draft.sections[2].section.id
    head = reader_for(cast.ford_head).get(f"/applications/{made}/sign/{cast.school['ford']}/decline")
    head.fill(reason="Not in May.", sections=[draft.sections[2].key]).press("Do not sign, and send this")
    teacher = reader_for(cast.vale_teacher).get(f"/applications/{made}")
    teacher.sees("Only the parts that it wants changed are open", "Not in May.")
    teacher.get(f"/applications/{made}/sections/{plan}").sees("Plan")
    lost = {"answer_1": "An hour of work", "answer_2": "", "version": "2.2"}
    teacher.post(f"/applications/{made}/sections/{first}", lost, expect=409)
    teacher.sees("This was not saved", "Only what a school wants changed", "An hour of work")
    reader_for(cast.coordinator).get(f"/applications/{made}").press("Open all sections")
    teacher.get(f"/applications/{made}/sections/{first}").sees("Why we belong together")


def test_a_signature_asks_who_signs_to_show_it_when_that_was_a_while_ago(
    cast: Cast, reader_for: ReaderFor, within: Within, clock: Any
) -> None:
    made = within(being_signed, cast)
    head = sign_in(reader_for(), cast.ford_head).get(f"/applications/{made}/sign/{cast.school['ford']}")
    clock.hold(START + timedelta(minutes=16))
    head.press("I sign for Ford Special School")
    assert head.path.startswith("/prove-it-is-you")
    assert within(status_by_school, made, cast)["ford"] == "asked"
    head.fill(password="not it").press("Go on", expect=422)
    assert within(status_by_school, made, cast)["ford"] == "asked"
    head.fill(password="three grey herons").press("Go on")
    head.get(f"/applications/{made}/sign/{cast.school['ford']}").press("I sign for Ford Special School")
    assert within(status_by_school, made, cast)["ford"] == "signed"


def test_rule_02_a_deadline_that_is_edited_later_opens_what_lapsed_because_of_it(
    database: Any, cast: Cast, clock: Any
) -> None:
    round_id = support.make_round()
    made = support.start(cast, round_id)
    support.write_all(cast, made)
    support.ask(cast, made)
    clock.hold(support.later(hours=1))
    tidy_closed_rounds()
    assert support.application(made).stage == Stage.LAPSED

    def move(**moment: Any) -> None:
        planned = get_round(round_id)
        words = {name: getattr(planned, name) for name in ("name", "theme_direction", "guidance", "currency")}
        rules = {name: getattr(planned, name) for name in ("min_schools", "max_schools", "min_overseas")}
        perform(
            programmes.edit_round,
            planned,
            by=cast.signed_in("manager"),
            read_version=planned.version,
            opens_on=date(2027, 3, 1),
            opens_time=time(0, 0),
            zone="Europe/London",
            required_headings=[],
            lead_signs_first=False,
            **words,
            **rules,
            **moment,
        )

    move(closes_on=date(2027, 3, 20), closes_time=time(23, 59))
    assert support.application(made).stage == Stage.LAPSED
    move(closes_on=date(2027, 3, 25), closes_time=time(12, 0))
    assert support.application(made).stage == Stage.DRAFT
    assert support.open_draft(made).text(support.open_draft(made).sections[0].questions[0]) == "We do this."
    support.ask(cast, made)
    due = {d.due_at for d in duty.open_duties(DutyKind.SIGN_APPLICATION, made)}
    assert due == {datetime(2027, 3, 25, 12, 0, tzinfo=UTC)}


def test_rule_11_a_signature_covers_the_theme_and_who_takes_part_as_what(database: Any, cast: Cast) -> None:
    draft = support.open_draft(support.make_ready(cast))
    application = draft.application
    member = application.cluster.live_memberships()[0]

    def signed() -> str:
        return content.digest_for(draft, cast.school["hill"])

    before, theme, side = signed(), application.theme, member.side
    with session().no_autoflush:
        application.theme = "Another theme"
        other_theme, application.theme = signed(), theme
        member.side = Side.PARTNER if side == Side.HOME else Side.HOME
        other_side, member.side = signed(), side
        assert signed() == before
    session().rollback()
    assert len({before, other_theme, other_side}) == 3
