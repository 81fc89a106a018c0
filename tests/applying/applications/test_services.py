"""Writing, signing and submitting: rules, refusals, what changes."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from portal.applying.applications import checks, content, pages, queries, receipts, services
from portal.applying.applications.models import (
    Application,
    ApplicationVersion,
    SignOff,
    Stage,
    VersionStatus,
)
from portal.applying.applications.workflow import SIGN_OFFS
from portal.applying.programmes.models import Round
from portal.core import duty
from portal.core.actors import SYSTEM
from portal.core.database import session
from portal.core.duty import Duty, DutyKind
from portal.core.errors import NotAllowedNow, NotFound, RuleBroken, SomeoneWasFaster, Stale
from portal.core.perform import perform
from portal.forming.clusters.models import Cluster, ClusterMembership, MembershipStatus
from portal.identity.schools.models import School, SchoolFunction, SchoolStatus
from portal.oversight.audit.models import AuditEntry
from tests.applying import desk, support
from tests.applying.support import CLOSES
from tests.conftest import START
from tests.support.cast import Cast


def owed(kind: DutyKind) -> list[Duty]:
    return list(session().scalars(sa.select(Duty).where(Duty.kind == kind, Duty.closed_at.is_(None)).order_by(Duty.id)))


def status_by_school(application_id: uuid.UUID, cast: Cast, number: int = 1) -> dict[str, str]:
    names = {v: k for k, v in cast.school.items()}
    found = session().scalars(
        sa.select(SignOff)
        .join(ApplicationVersion)
        .where(ApplicationVersion.application_id == application_id, ApplicationVersion.number == number)
    )
    return {names[s.school_id]: s.status.value for s in found}


def write(cast: Cast, application_id: uuid.UUID, place: int, text: str, *, read: int | None = None) -> int:
    draft = support.open_draft(application_id)
    held = draft.sections[place]
    question = held.questions[0]
    version = draft.version_of(question) if read is None else read
    return perform(
        services.save_section,
        support.application(application_id),
        by=cast.signed_in("coordinator"),
        section_id=held.section.id,
        answers={question.id: (text, version)},
        school_id=cast.school["hill"],
    )


def test_a_section_is_given_to_one_school_then_to_another_then_to_all(database: Any, cast: Cast) -> None:
    made = support.start(cast, support.make_round())
    section_id = support.open_draft(made).sections[0].section.id

    def give(school: str | None) -> uuid.UUID | None:
        perform(
            services.assign_section,
            support.application(made),
            by=cast.signed_in("coordinator"),
            section_id=section_id,
            school_id=cast.school[school] if school else None,
        )
        return support.open_draft(made).sections[0].school_id

    assert [give(school) for school in ("vale", "ford", None)] == [cast.school["vale"], cast.school["ford"], None]
    with pytest.raises(RuleBroken, match="Choose a school"):
        give("brook")


# starting


def test_starting_makes_version_one_with_an_empty_answer_for_each_question(database: Any, cast: Cast) -> None:
    round_id = support.make_round()
    made = support.start(cast, round_id)
    draft = support.open_draft(made)
    assert (draft.application.stage, draft.version.number, draft.version.status) == (
        Stage.DRAFT,
        1,
        VersionStatus.DRAFTING,
    )
    assert draft.application.theme == "Water and where it comes from"
    assert {a.text for a in draft.answers.values()} == {""}
    assert len(draft.answers) == sum(len(s.questions) for s in draft.sections) == 10
    assert session().get(Round, round_id).form_frozen_at is not None


def test_a_lead_school_whose_yearly_yes_is_late_begins_none_and_goes_on_with_what_it_began(
    database: Any, cast: Cast
) -> None:
    begun = support.start(cast, support.make_round())
    hill = cast.school["hill"]

    def late(*, by: Any) -> None:
        facts: dict[str, Any] = {"subject_id": hill, "school_id": hill, "title": "Hill", "office": "contact"}
        duty.owe(DutyKind.YEARLY_YES, due_at=START - timedelta(days=1), **facts)

    perform(late, by=SYSTEM)
    with pytest.raises(RuleBroken, match="when the head says the yearly yes"):
        support.start(cast, support.make_round())
    write(cast, begun, 0, "We go on with what we began.")


def test_one_live_application_for_each_cluster_and_round(database: Any, cast: Cast) -> None:
    round_id = support.make_round()
    first = support.start(cast, round_id)
    with pytest.raises(SomeoneWasFaster):
        support.start(cast, round_id)
    perform(services.withdraw, support.application(first), by=cast.signed_in("coordinator"))
    assert support.start(cast, round_id) != first


@pytest.mark.parametrize("shift", [-timedelta(days=3), timedelta(days=30)])
def test_starting_needs_an_open_round(database: Any, cast: Cast, clock: Any, shift: timedelta) -> None:
    round_id = support.make_round()
    clock.hold(clock.now() + shift)
    with pytest.raises(RuleBroken, match="open"):
        support.start(cast, round_id)


# writing


def test_an_answer_read_before_a_colleague_wrote_is_stale_and_nothing_is_written(database: Any, cast: Cast) -> None:
    made = support.start(cast, support.make_round())
    write(cast, made, 0, "Mine", read=1)
    with pytest.raises(Stale) as refused:
        write(cast, made, 0, "Theirs", read=1)
    assert refused.value.current == {"answer_1": "Mine"}
    draft = support.open_draft(made)
    assert draft.text(draft.sections[0].questions[0]) == "Mine"


def test_the_same_text_again_changes_nothing(database: Any, cast: Cast) -> None:
    made = support.start(cast, support.make_round())
    write(cast, made, 0, "Mine")
    write(cast, made, 0, "Mine", read=1)
    draft = support.open_draft(made)
    assert draft.version_of(draft.sections[0].questions[0]) == 2


def test_answers_are_frozen_while_schools_sign(database: Any, cast: Cast) -> None:
    made = support.start(cast, support.make_round())
    support.write_all(cast, made)
    support.ask(cast, made)
    with pytest.raises(NotAllowedNow, match="frozen"):
        write(cast, made, 0, "Changed behind their backs")
    assert support.open_draft(made).text(support.open_draft(made).sections[0].questions[0]) == "We do this."


def test_a_change_in_a_shared_section_undoes_every_signature(database: Any, cast: Cast) -> None:
    made = support.make_ready(cast)
    perform(services.cancel_signing, support.application(made), by=cast.signed_in("coordinator"))
    assert status_by_school(made, cast) == {"hill": "signed", "vale": "signed", "ford": "signed"}
    assert write(cast, made, 0, "Changed") == 3
    assert status_by_school(made, cast) == {"hill": "void", "vale": "void", "ford": "void"}


def test_a_change_in_a_schools_own_section_undoes_that_schools_signature_alone(database: Any, cast: Cast) -> None:
    made = support.start(cast, support.make_round())
    support.write_all(cast, made)
    own = support.open_draft(made).sections[2].section.id
    perform(
        services.assign_section,
        support.application(made),
        by=cast.signed_in("coordinator"),
        section_id=own,
        school_id=cast.school["vale"],
    )
    support.ask(cast, made)
    support.sign(cast, made, "hill", "vale", "ford")
    perform(services.cancel_signing, support.application(made), by=cast.signed_in("coordinator"))
    assert write(cast, made, 2, "Vale's own words") == 1
    assert status_by_school(made, cast) == {"hill": "signed", "vale": "void", "ford": "signed"}
    support.ask(cast, made)
    assert [d.school_id for d in owed(DutyKind.SIGN_APPLICATION)] == [cast.school["vale"]]
    support.sign(cast, made, "vale")
    assert support.status_of(made) == VersionStatus.READY


def test_giving_a_section_to_a_school_undoes_what_the_others_signed(database: Any, cast: Cast) -> None:
    made = support.make_ready(cast)
    perform(services.cancel_signing, support.application(made), by=cast.signed_in("coordinator"))
    draft = support.open_draft(made)
    perform(
        services.assign_section,
        support.application(made),
        by=cast.signed_in("coordinator"),
        section_id=draft.sections[2].section.id,
        school_id=cast.school["vale"],
    )
    assert status_by_school(made, cast) == {"hill": "void", "vale": "void", "ford": "void"}


def test_a_section_is_given_to_a_school_of_the_right_side_only(database: Any, cast: Cast) -> None:
    made = support.start(cast, support.make_round())
    sections = support.open_draft(made).sections
    partner = next(s.section.id for s in sections if s.section.partner_only)
    for section_id, school in (
        (partner, "hill"),
        (sections[0].section.id, "tumaini"),
        (sections[0].section.id, "brook"),
    ):
        with pytest.raises(RuleBroken):
            perform(
                services.assign_section,
                support.application(made),
                by=cast.signed_in("coordinator"),
                section_id=section_id,
                school_id=cast.school[school],
            )
    assert support.application(made).assignments == []


def test_a_new_theme_undoes_every_signature_and_leaves_the_clusters_own(database: Any, cast: Cast) -> None:
    made = support.make_ready(cast)
    perform(services.cancel_signing, support.application(made), by=cast.signed_in("coordinator"))
    perform(
        services.choose_theme,
        support.application(made),
        by=cast.signed_in("coordinator"),
        read_version=1,
        theme="Bread",
    )
    assert set(status_by_school(made, cast).values()) == {"void"}
    assert session().get(Cluster, cast.river).theme == "Water and where it comes from"
    with pytest.raises(Stale):
        perform(
            services.choose_theme,
            support.application(made),
            by=cast.signed_in("coordinator"),
            read_version=1,
            theme="Salt",
        )


# signing


def test_asking_names_what_is_missing(database: Any, cast: Cast) -> None:
    made = support.start(cast, support.make_round())
    with pytest.raises(RuleBroken, match="What binds your schools together"):
        support.ask(cast, made)
    assert support.status_of(made) == VersionStatus.DRAFTING
    assert owed(DutyKind.SIGN_APPLICATION) == []


def test_asking_owes_a_signature_of_every_member_school_and_of_no_partner(database: Any, cast: Cast) -> None:
    made = support.start(cast, support.make_round())
    support.write_all(cast, made)
    support.ask(cast, made)
    duties = owed(DutyKind.SIGN_APPLICATION)
    assert {d.school_id for d in duties} == {cast.school[k] for k in ("hill", "vale", "ford")}
    assert {(d.office, d.subject_id, d.due_at) for d in duties} == {("signatory", made, CLOSES)}
    assert status_by_school(made, cast) == {"hill": "asked", "vale": "asked", "ford": "asked"}


def test_the_last_signature_makes_it_ready_and_owes_the_submission(database: Any, cast: Cast) -> None:
    made = support.start(cast, support.make_round())
    support.write_all(cast, made)
    support.ask(cast, made)
    support.sign(cast, made, "hill", "vale")
    assert support.status_of(made) == VersionStatus.SIGNING
    assert owed(DutyKind.SUBMIT_APPLICATION) == []
    support.sign(cast, made, "ford")
    assert support.status_of(made) == VersionStatus.READY
    assert owed(DutyKind.SIGN_APPLICATION) == []
    (duty,) = owed(DutyKind.SUBMIT_APPLICATION)
    assert (duty.office, duty.school_id, duty.cluster_id) == ("contact_teacher", None, cast.river)


def test_a_signature_needs_the_digest_of_what_was_asked(database: Any, cast: Cast) -> None:
    made = support.start(cast, support.make_round())
    support.write_all(cast, made)
    support.ask(cast, made)
    with pytest.raises(NotAllowedNow, match="read it again"):
        perform(
            services.sign,
            support.application(made),
            by=cast.signed_in("head"),
            school_id=cast.school["hill"],
            digest="0" * 64,
        )
    assert status_by_school(made, cast)["hill"] == "asked"


def test_a_school_that_joins_meanwhile_makes_the_text_another(database: Any, cast: Cast, app: Any) -> None:
    made = support.start(cast, support.make_round())
    support.write_all(cast, made)
    support.ask(cast, made)
    digest = queries.get_sign_off(made, cast.school["hill"]).digest
    support.sign(cast, made, "vale", "ford")

    def join(*, by: Any) -> None:
        session().add(
            ClusterMembership(cluster_id=cast.river, school_id=cast.school["brook"], status=MembershipStatus.JOINED)
        )

    perform(join, by=cast.signed_in("coordinator"))
    with pytest.raises(NotAllowedNow):
        perform(
            services.sign,
            support.application(made),
            by=cast.signed_in("head"),
            school_id=cast.school["hill"],
            digest=digest,
        )
    # those who had signed have not signed this: rule 11, and nothing goes in without them
    unsigned = {m.school_id for m in checks.unsigned_schools(support.open_draft(made))}
    assert unsigned == {cast.school[name] for name in ("hill", "vale", "ford", "brook")}
    shown = {row.words for row in pages.task_list(support.application(made), cast.signed_in("coordinator")).signatures}
    assert shown == {"Waiting for signature", "Changed since, sign again", "Not asked yet"}
    with pytest.raises(RuleBroken, match="Vale Primary School"):
        support.submit(cast, made)


def test_a_school_signs_once(database: Any, cast: Cast) -> None:
    made = support.start(cast, support.make_round())
    support.write_all(cast, made)
    support.ask(cast, made)
    support.sign(cast, made, "hill")
    with pytest.raises(NotAllowedNow):
        support.sign(cast, made, "hill")


def test_declining_opens_the_answers_and_keeps_the_other_signatures(database: Any, cast: Cast) -> None:
    made = support.start(cast, support.make_round())
    support.write_all(cast, made)
    support.ask(cast, made)
    support.sign(cast, made, "hill", "vale")
    perform(
        services.decline_to_sign,
        support.application(made),
        by=cast.signed_in("ford_head"),
        school_id=cast.school["ford"],
        reason="The dates clash with our inspection.",
    )
    assert support.status_of(made) == VersionStatus.DRAFTING
    assert status_by_school(made, cast) == {"hill": "signed", "vale": "signed", "ford": "declined"}
    assert owed(DutyKind.SIGN_APPLICATION) == []
    support.ask(cast, made)
    assert status_by_school(made, cast) == {"hill": "signed", "vale": "signed", "ford": "asked"}


def test_declining_needs_a_reason(database: Any, cast: Cast) -> None:
    made = support.start(cast, support.make_round())
    support.write_all(cast, made)
    support.ask(cast, made)
    with pytest.raises(RuleBroken) as refused:
        perform(
            services.decline_to_sign,
            support.application(made),
            by=cast.signed_in("ford_head"),
            school_id=cast.school["ford"],
            reason="",
        )
    assert refused.value.field == "reason"
    assert support.status_of(made) == VersionStatus.SIGNING


# submitting


def test_transition_06_submitting_seals_the_version_and_gives_a_receipt(database: Any, cast: Cast, clock: Any) -> None:
    made = support.make_ready(cast)
    found = support.submit(cast, made)
    assert found.stage == Stage.SUBMITTED
    assert found.submitted_at == clock.now()
    assert found.submitted_by_id == cast.coordinator.id
    assert receipts.is_well_formed(found.receipt_number or "")
    sealed = queries.standing_version(found)
    assert content.digest(sealed.sealed_content) == sealed.sealed_digest
    assert sealed.sealed_content["receipt_number"] == found.receipt_number
    assert [s["name"] for s in sealed.sealed_content["schools"]] == [
        cast.school_name[k] for k in ("hill", "vale", "ford", "tumaini")
    ]
    assert {s["status"] for s in sealed.sealed_content["signatures"]} == {"signed"}
    assert sealed.sealed_content["sections"][0]["questions"][0]["answer"] == "We do this."
    assert owed(DutyKind.SUBMIT_APPLICATION) == []
    (screening,) = owed(DutyKind.SCREEN_APPLICATION)
    assert screening.role == "programme_officer"


def test_rule_06_submitting_twice_gives_one_version_and_the_same_receipt(database: Any, cast: Cast) -> None:
    made = support.make_ready(cast)
    first = support.submit(cast, made).receipt_number
    assert support.submit(cast, made).receipt_number == first
    sealed = session().scalar(
        sa.select(sa.func.count()).where(
            ApplicationVersion.application_id == made, ApplicationVersion.status == VersionStatus.SEALED
        )
    )
    assert sealed == 1
    kinds = session().scalars(sa.select(AuditEntry.kind).where(AuditEntry.application_id == made)).all()
    assert kinds.count("application_submitted") == 1


def test_transition_06_without_all_signatures_nothing_is_submitted(database: Any, cast: Cast) -> None:
    made = support.start(cast, support.make_round())
    support.write_all(cast, made)
    support.ask(cast, made)
    support.sign(cast, made, "hill")
    with pytest.raises(RuleBroken, match="Vale Primary School, Ford Special School"):
        support.submit(cast, made)
    assert support.application(made).receipt_number is None


def test_where_the_lead_may_sign_first_the_others_sign_within_five_working_days(
    database: Any, cast: Cast, clock: Any
) -> None:
    made = support.start(cast, support.make_round(lead_signs_first=True))
    support.write_all(cast, made)
    support.ask(cast, made)
    support.sign(cast, made, "vale")
    with pytest.raises(RuleBroken):
        support.submit(cast, made)
    support.sign(cast, made, "hill")
    found = support.submit(cast, made)
    assert (found.stage, found.sign_off_incomplete) == (Stage.SUBMITTED, True)
    (duty,) = owed(DutyKind.SIGN_APPLICATION)
    assert (duty.school_id, duty.due_at) == (cast.school["ford"], clock.now() + timedelta(days=7))
    # the school says no: the submission stands, the programme cannot go on, and the school can be asked once more for the same text
    sign_off = lambda: queries.get_sign_off(made, cast.school["ford"])  # noqa: E731
    words = {"school_id": cast.school["ford"], "reason": "Not in May."}
    perform(services.decline_to_sign, support.application(made), by=cast.signed_in("ford_head"), **words)
    clock.hold(support.later(hours=1))
    desk.screen(cast, made)
    with pytest.raises(NotAllowedNow, match="Not every school has signed yet"):
        desk.assign(cast, made)
    perform(services.ask_again, sign_off(), by=cast.signed_in("coordinator"))
    with pytest.raises(NotAllowedNow, match="has not said no"):
        perform(services.ask_again, sign_off(), by=cast.signed_in("coordinator"))
    assert [duty.school_id for duty in owed(DutyKind.SIGN_APPLICATION)] == [cast.school["ford"]]
    with pytest.raises(NotAllowedNow, match="Not every school has signed yet"):
        desk.assign(cast, made)
    support.sign(cast, made, "ford")
    assert support.application(made).sign_off_incomplete is False
    assert owed(DutyKind.SIGN_APPLICATION) == []
    with pytest.raises(NotAllowedNow, match="No signature is waited for"):
        perform(services.ask_again, sign_off(), by=cast.signed_in("coordinator"))
    desk.assign(cast, made)
    assert support.application(made).stage == Stage.IN_REVIEW


def test_rule_03_nothing_is_submitted_before_the_round_opens(database: Any, cast: Cast) -> None:
    made = support.make_ready(cast)
    with pytest.raises(NotAllowedNow):
        support.submit(cast, made, arrived_at=support.OPENS - timedelta(microseconds=1))
    assert support.submit(cast, made, arrived_at=support.OPENS).stage == Stage.SUBMITTED


def test_who_signs_later_has_to_be_asked_before(database: Any, cast: Cast) -> None:
    made = support.start(cast, support.make_round(lead_signs_first=True))
    support.write_all(cast, made)
    support.ask(cast, made)
    support.sign(cast, made, "hill")
    void = lambda sign_off, *, by: SIGN_OFFS.advance(sign_off, "void")  # noqa: E731
    perform(void, queries.get_sign_off(made, cast.school["ford"]), by=SYSTEM)
    with pytest.raises(RuleBroken, match="Ask the schools to sign before you submit"):
        support.submit(cast, made)


def test_a_version_that_is_written_again_is_not_submitted_and_takes_along_only_what_was_signed(
    database: Any, cast: Cast
) -> None:
    made = support.start(cast, support.make_round(lead_signs_first=True))
    support.write_all(cast, made)
    support.ask(cast, made)
    support.sign(cast, made, "hill")
    perform(services.cancel_signing, support.application(made), by=cast.signed_in("coordinator"))
    with pytest.raises(RuleBroken, match="Ask the schools to sign before you submit"):
        support.submit(cast, made)
    support.ask(cast, made)
    support.submit(cast, made)
    perform(services.edit_again, support.application(made), by=cast.signed_in("coordinator"))
    assert set(support.open_draft(made).sign_offs) == {cast.school["hill"]}


def test_it_is_signed_by_all_only_with_the_last_of_those_who_sign_later(database: Any, cast: Cast) -> None:
    made = support.start(cast, support.make_round(lead_signs_first=True))
    support.write_all(cast, made)
    support.ask(cast, made)
    support.sign(cast, made, "hill")
    support.submit(cast, made)
    for school, waits in (("vale", True), ("ford", False)):
        support.sign(cast, made, school)
        assert support.application(made).sign_off_incomplete is waits


def test_a_school_that_is_not_verified_stops_the_submission(database: Any, cast: Cast) -> None:
    made = support.make_ready(cast)

    def suspend(school: School, *, by: Any) -> None:
        school.status = SchoolStatus.CONFIRMED_BY_HEAD

    perform(suspend, session().get(School, cast.school["vale"]), by=cast.signed_in("admin"))
    with pytest.raises(RuleBroken, match="waiting to be verified"):
        support.submit(cast, made)


def test_a_required_heading_without_evidence_stops_the_signing(database: Any, cast: Cast) -> None:
    from portal.forming.evidence.models import EvidenceHeading, EvidenceItem, EvidenceStatus

    def heading(*, by: Any) -> Any:
        code = session().scalar(sa.select(EvidenceHeading).order_by(EvidenceHeading.position).limit(1))
        if code is None:
            code = EvidenceHeading(code="shared_theme", title="Shared theme", position=1)
            session().add(code)
            session().flush()
        return code.code, code.id

    code, heading_id = perform(heading, by=cast.signed_in("admin"))
    made = support.start(cast, support.make_round(required_headings=[code]))
    support.write_all(cast, made)
    with pytest.raises(RuleBroken, match="Evidence"):
        support.ask(cast, made)

    def add(*, by: Any) -> None:
        session().add(
            EvidenceItem(
                cluster_id=cast.river,
                heading_id=heading_id,
                school_id=cast.school["hill"],
                status=EvidenceStatus.NOT_APPLICABLE,
                claim="Our authority has no office for this",
            )
        )

    perform(add, by=cast.signed_in("coordinator"))
    support.ask(cast, made)
    assert support.status_of(made) == VersionStatus.SIGNING


def test_a_school_without_a_signatory_stops_the_signing(database: Any, cast: Cast) -> None:
    made = support.start(cast, support.make_round())
    support.write_all(cast, made)

    def end(*, by: Any) -> None:
        session().execute(
            sa.update(SchoolFunction)
            .where(SchoolFunction.school_id == cast.school["ford"], SchoolFunction.function == "signatory")
            .values(ended_on=CLOSES.date())
        )

    perform(end, by=cast.signed_in("admin"))
    with pytest.raises(RuleBroken, match="Ford Special School has nobody who signs"):
        support.ask(cast, made)


@pytest.mark.parametrize(
    ("rules", "words"),
    [
        ({"min_schools": 4}, "at least 4 schools"),
        ({"max_schools": 2, "min_schools": 2}, "at most 2 schools"),
        ({"min_overseas": 2}, "at least 2 schools abroad"),
    ],
)
def test_the_size_rule_is_checked(database: Any, cast: Cast, rules: dict[str, int], words: str) -> None:
    """Also one that shuts a cluster out, where the cluster, or the rule, changed after it began."""
    round_id = support.make_round()
    made = support.start(cast, round_id)
    support.write_all(cast, made)
    support.change_round(round_id, **rules)
    with pytest.raises(RuleBroken, match=words):
        support.ask(cast, made)


# the deadline


@pytest.mark.parametrize(("seconds", "passes"), [(-1, True), (0, True), (1, False)])
def test_rule_03_the_guard_judges_the_deadline_to_the_second_without_any_job(
    database: Any, cast: Cast, clock: Any, seconds: int, passes: bool
) -> None:
    made = support.make_ready(cast)
    clock.hold(CLOSES + timedelta(seconds=seconds))
    if passes:
        assert support.submit(cast, made).stage == Stage.SUBMITTED
    else:
        with pytest.raises(NotAllowedNow, match="closed"):
            support.submit(cast, made)
        assert support.application(made).stage == Stage.DRAFT


def test_rule_01_time_is_taken_on_arrival_however_slow_the_portal_is(database: Any, cast: Cast, clock: Any) -> None:
    made = support.make_ready(cast)
    clock.hold(CLOSES + timedelta(minutes=12))
    assert support.submit(cast, made, arrived_at=CLOSES).submitted_at == CLOSES


@pytest.mark.parametrize(
    ("served", "arrived", "passes"),
    [(0, 600, True), (-60, 599, True), (0, 601, False), (1, 2, False), (None, 2, False)],
)
def test_rule_01_grace_is_for_forms_that_were_served_before_the_deadline(
    database: Any, cast: Cast, served: int | None, arrived: int, passes: bool
) -> None:
    made = support.make_ready(cast)
    moments = {
        "arrived_at": CLOSES + timedelta(seconds=arrived),
        "served_at": None if served is None else CLOSES + timedelta(seconds=served),
    }
    if passes:
        assert support.submit(cast, made, **moments).stage == Stage.SUBMITTED
    else:
        with pytest.raises(NotAllowedNow):
            support.submit(cast, made, **moments)


# new versions


def test_transition_07_rule_04_the_submitted_version_stands_until_the_next_is_submitted(
    database: Any, cast: Cast
) -> None:
    made = support.make_submitted(cast)
    receipt = support.application(made).receipt_number
    perform(services.edit_again, support.application(made), by=cast.signed_in("coordinator"))
    assert status_by_school(made, cast, 2) == {"hill": "signed", "vale": "signed", "ford": "signed"}
    assert write(cast, made, 0, "Better words") == 3
    found = support.application(made)
    assert (found.stage, queries.standing_version(found).number) == (Stage.SUBMITTED, 1)
    support.ask(cast, made)
    support.sign(cast, made, "hill", "vale", "ford")
    found = support.submit(cast, made)
    standing = queries.standing_version(found)
    assert (standing.number, found.receipt_number) == (2, receipt)
    assert standing.sealed_content["sections"][0]["questions"][0]["answer"] == "Better words"
    first = queries.get_sealed_version(made, 1)
    assert first.sealed_content["sections"][0]["questions"][0]["answer"] == "We do this."
    assert len(owed(DutyKind.SCREEN_APPLICATION)) == 1


def test_transition_07_one_open_version_at_a_time(database: Any, cast: Cast) -> None:
    made = support.make_submitted(cast)
    perform(services.edit_again, support.application(made), by=cast.signed_in("coordinator"))
    with pytest.raises(NotAllowedNow):
        perform(services.edit_again, support.application(made), by=cast.signed_in("coordinator"))


# the end


def test_withdrawing_a_submitted_one_needs_its_receipt_number_and_a_reason(database: Any, cast: Cast) -> None:
    made = support.make_submitted(cast)
    receipt = support.application(made).receipt_number
    by = cast.signed_in("coordinator")
    with pytest.raises(RuleBroken) as refused:
        perform(services.withdraw, support.application(made), by=by, receipt_number="R-WRONG", reason="x")
    assert refused.value.field == "receipt_number"
    with pytest.raises(RuleBroken) as refused:
        perform(services.withdraw, support.application(made), by=by, receipt_number=receipt, reason="")
    assert refused.value.field == "reason"
    assert support.application(made).stage == Stage.SUBMITTED
    typed = f" {receipt.lower()} "
    perform(services.withdraw, support.application(made), by=by, receipt_number=typed, reason="A school closes.")
    assert support.application(made).stage == Stage.WITHDRAWN
    assert owed(DutyKind.SCREEN_APPLICATION) == []


def test_what_was_never_submitted_lapses_and_its_words_stay(database: Any, cast: Cast, clock: Any) -> None:
    from portal.core.actors import SYSTEM

    made = support.make_ready(cast)
    clock.hold(CLOSES + timedelta(minutes=10))
    assert perform(services.lapse, support.application(made), by=SYSTEM) is False
    clock.hold(CLOSES + timedelta(minutes=16))
    assert perform(services.lapse, support.application(made), by=SYSTEM) is True
    assert perform(services.lapse, support.application(made), by=SYSTEM) is False
    found = support.application(made)
    assert found.stage == Stage.LAPSED
    assert owed(DutyKind.SUBMIT_APPLICATION) == []
    (version,) = queries.list_versions(found)
    draft = queries.load_draft(found, version)
    assert draft is not None
    assert draft.text(draft.sections[0].questions[0]) == "We do this."


def test_an_unfinished_new_version_is_set_aside_and_the_submitted_one_stands(
    database: Any, cast: Cast, clock: Any
) -> None:
    from portal.core.actors import SYSTEM

    made = support.make_submitted(cast)
    perform(services.edit_again, support.application(made), by=cast.signed_in("coordinator"))
    clock.hold(CLOSES + timedelta(hours=1))
    perform(services.lapse, support.application(made), by=SYSTEM)
    found = support.application(made)
    assert found.stage == Stage.SUBMITTED
    assert [v.status for v in queries.list_versions(found)] == [VersionStatus.SEALED, VersionStatus.SET_ASIDE]


def test_nothing_can_be_written_after_the_round_has_closed(database: Any, cast: Cast, clock: Any) -> None:
    made = support.start(cast, support.make_round())
    clock.hold(CLOSES + timedelta(minutes=11))
    with pytest.raises(NotAllowedNow, match="closed"):
        write(cast, made, 0, "Late")


def test_a_sign_off_of_another_cluster_is_not_there(database: Any, cast: Cast) -> None:
    made = support.make_ready(cast)
    with pytest.raises(NotFound):
        queries.get_sign_off(made, cast.school["brook"])


def test_receipt_numbers_find_slips() -> None:
    number = receipts.new_number()
    assert receipts.is_well_formed(number)
    other = "3" if number[4] != "3" else "4"
    assert not receipts.is_well_formed(number[:4] + other + number[5:])
    assert not receipts.is_well_formed(number[2:])
    assert receipts.tidy(f" {number.lower()[:5]} {number.lower()[5:]} ") == number


def test_the_digest_of_a_school_is_stable_and_its_own(database: Any, cast: Cast) -> None:
    made = support.start(cast, support.make_round())
    support.write_all(cast, made)
    draft = support.open_draft(made)
    hill = content.digest_for(draft, cast.school["hill"])
    assert hill == content.digest_for(support.open_draft(made), cast.school["hill"])
    assert hill != content.digest_for(draft, cast.school["vale"])
    assert content.canonical({"b": 1, "a": "é"}) == '{"a":"é","b":1}'.encode()
    assert content.digest({"a": 1}) == "015abd7f5cc57a2dd94b7590f04ad8084273905ee33ec5cebeae62276a97f862"


def test_application_has_a_receipt_once_submitted_by_constraint(database: Any, cast: Cast) -> None:
    made = support.start(cast, support.make_round())

    def tamper(*, by: Any) -> None:
        session().execute(sa.update(Application).where(Application.id == made).values(stage=Stage.SUBMITTED))

    with pytest.raises(SomeoneWasFaster):
        perform(tamper, by=cast.signed_in("admin"))
