"""The pages of an application: the whole way of a cluster, who sees what, bad input, what each page costs."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from portal.applying.applications import checks, content, queries, services
from portal.applying.applications.models import Application, ApplicationVersion, Stage
from portal.applying.applications.workflow import STAGES
from portal.core.actors import SYSTEM
from portal.core.database import session
from portal.core.outbox import OutboxMail
from portal.core.perform import perform
from portal.identity.schools.models import MemberStatus, SchoolMember
from portal.oversight.notifications.models import Notification
from tests.applying import support
from tests.applying.support import CLOSES
from tests.support.cast import Cast
from tests.support.reader import Reader

ReaderFor = Callable[..., Reader]
Within = Callable[..., Any]


def facts(application_id: Any) -> dict[str, Any]:
    found = support.application(application_id)
    return {
        "stage": found.stage.value,
        "receipt": found.receipt_number,
        "versions": [(v.number, v.status.value) for v in queries.list_versions(found)],
        "theme": found.theme,
    }


def section_ids(application_id: Any) -> list[Any]:
    return [s.section.id for s in queries.list_sections(support.application(application_id))]


def texts(application_id: Any) -> list[str]:
    draft = support.open_draft(application_id)
    return [draft.text(q) for s in draft.sections for q in s.questions]


def letters(kind: str) -> list[tuple[str, str]]:
    query = sa.select(OutboxMail.address, OutboxMail.text).where(OutboxMail.kind == kind).order_by(OutboxMail.address)
    return [(a, t) for a, t in session().execute(query)]


def only_application() -> Any:
    return session().scalars(sa.select(Application.id)).one()


def advance(application_id: Any, *commands: str) -> None:
    def deed(application: Application, *, by: Any) -> None:
        for command in commands:
            STAGES.advance(application, command)

    perform(deed, session().get(Application, application_id), by=SYSTEM)


# the whole way


def test_a_cluster_applies_signs_and_submits(cast: Cast, reader_for: ReaderFor, within: Within) -> None:
    within(support.make_round)
    coordinator = reader_for(cast.coordinator).get(f"/clusters/{cast.river}/applications/new")
    coordinator.sees("Your cluster has the right number of schools.")
    coordinator.label("Spring round", "y").fill(theme="Rivers of the world").press("Start the application")
    coordinator.sees(
        "Not submitted yet", "18 days left", "Why we belong together", "Saturday 20 March 2027, 23:59 UK time"
    )
    made = within(only_application)
    path = coordinator.path
    for place, section in enumerate(within(section_ids, made), 1):
        writer = reader_for(cast.abroad) if place == 5 else coordinator
        writer.get(f"{path}/sections/{section}")
        for n in range(1, len(writer.page.select("textarea")) + 1):
            writer.fill(**{f"answer_{n}": f"Answer {place}.{n}"})
        writer.press("Save the section").sees("The section has been saved.")
    coordinator.get(path).sees("Nothing: everything that the round asks for is there.")
    coordinator.press("Ask the schools to sign").sees("The answers are frozen while schools sign.", "0 of 3 schools")
    for head, school in (
        (cast.head, "Hill Primary School"),
        (cast.vale_head, "Vale Primary School"),
        (cast.ford_head, "Ford Special School"),
    ):
        signer = reader_for(head).get(f"{path}/sign")
        signer.sees("Answer 1.1", "Rivers of the world", "Answer 6.1")
        signer.press(f"I sign for {school}").sees(f"You have signed for {school}.")
    coordinator.get(path).sees("Ready to submit. Not submitted").follow("Go on to submit")
    coordinator.press("Submit the application").sees("Application submitted")
    found = within(facts, made)
    assert (found["stage"], found["versions"]) == ("submitted", [(1, "sealed")])
    coordinator.sees(found["receipt"])
    coordinator.follow("Read the sealed copy").sees("This copy is unchanged since it was submitted", "Answer 3.2")
    told = [address for address, text in within(letters, "application_receipt") if found["receipt"] in text]
    members = [one.email for one in cast.people.values() if one.school in ("hill", "vale", "ford")]
    assert told == sorted(members)


def test_the_receipt_is_given_once_however_often_the_button_is_pressed(
    cast: Cast, reader_for: ReaderFor, within: Within
) -> None:
    made = within(support.make_ready, cast)
    one, two = reader_for(cast.coordinator), reader_for(cast.vale_contact)
    for reader in (one, two):
        reader.get(f"/applications/{made}/submit")
    one.press("Submit the application")
    two.press("Submit the application")
    assert one.path == two.path == f"/applications/{made}/receipt"
    assert one.text == two.text.replace("Vera Singh", "Carys Okoro") or within(facts, made)["receipt"] in two.text
    assert within(facts, made)["versions"] == [(1, "sealed")]
    told = [address for address, _text in within(letters, "application_receipt")]
    assert len(told) == len(set(told)) == 9


def test_editing_again_leaves_the_submitted_version_standing(cast: Cast, reader_for: ReaderFor, within: Within) -> None:
    made = within(support.make_submitted, cast)
    coordinator = reader_for(cast.coordinator).get(f"/applications/{made}")
    coordinator.press("Edit again").sees("Version 1 is submitted; you are editing version 2.")
    coordinator.follow("Why we belong together")
    coordinator.sees("this will undo 3 signatures", "Hill Primary School", "Ford Special School")
    coordinator.fill(answer_1="Ring 07700 900123").press("Save the section", expect=422)
    coordinator.sees("seems to hold a phone number", "I have looked again")
    coordinator.fill(answer_1="Better").press("Save the section").sees("3 signatures are asked for again")
    coordinator.get(f"/applications/{made}/versions/1").sees("We do this.").does_not_see("Better")
    coordinator.get(f"/applications/{made}/versions/2", expect=404)


def test_a_head_says_no_and_the_schools_read_why(cast: Cast, reader_for: ReaderFor, within: Within) -> None:
    made = within(support.start, cast, within(support.make_round))
    within(support.write_all, cast, made)
    within(support.ask, cast, made)
    head = reader_for(cast.ford_head).get(f"/applications/{made}/sign/{cast.school['ford']}")
    head.follow("I cannot sign this yet").fill(reason="").press("Do not sign, and send this", expect=422)
    assert head.errors() == ["Say what would have to change before you can sign."]
    head.fill(reason="Our inspection is in May.").press("Do not sign, and send this")
    reader_for(cast.vale_teacher).get(f"/applications/{made}").sees("Our inspection is in May.", "Declined")
    assert within(facts, made)["versions"] == [(1, "drafting")]


# what a form that was served in time is good for


def test_grace_is_for_a_form_that_was_served_before_the_deadline(
    cast: Cast, reader_for: ReaderFor, within: Within, clock: Any
) -> None:
    made = within(support.make_ready, cast)
    clock.hold(CLOSES - timedelta(seconds=10))
    coordinator = reader_for(cast.coordinator).get(f"/applications/{made}/submit")
    clock.hold(CLOSES + timedelta(minutes=9))
    coordinator.press("Submit the application").sees("Application submitted")


def test_a_stamp_cannot_be_typed_or_borrowed(
    cast: Cast, reader_for: ReaderFor, within: Within, clock: Any, app: Any
) -> None:
    from portal.applying.applications import served

    made = within(support.make_ready, cast)
    with app.test_request_context():
        borrowed = served.stamp(CLOSES - timedelta(hours=1), cast.river)
        late = served.stamp(CLOSES + timedelta(seconds=1), made)
    clock.hold(CLOSES + timedelta(seconds=1))
    coordinator = reader_for(cast.coordinator)
    for stamp in (borrowed, late, CLOSES.isoformat(), "", "\x00"):
        coordinator.post(f"/applications/{made}/submit", {"number": "1", "served_at": stamp}, expect=422)
        assert "closed" in coordinator.errors()[0]
    # nothing is offered that would be refused
    coordinator.get(f"/applications/{made}/submit").sees("Nothing can be submitted any more.", "kept here to read")
    assert "Submit the application</button>" not in coordinator.raw.decode()
    assert within(facts, made)["stage"] == "draft"


def test_a_newer_version_that_is_ready_says_that_it_is_not_submitted_and_until_when(
    cast: Cast, reader_for: ReaderFor, within: Within, clock: Any
) -> None:
    made = within(support.make_submitted, cast)
    coordinator = reader_for(cast.coordinator).get(f"/applications/{made}").press("Edit again")
    coordinator.sees("you are editing version 2", "The round closes:").does_not_see("It is not submitted yet.")
    coordinator.press("Ask the schools to sign").sees("Every school has signed version 2. It is not submitted yet.")
    clock.hold(CLOSES + timedelta(seconds=1))
    coordinator = reader_for(cast.coordinator)
    coordinator.get(f"/applications/{made}").sees("The round has closed.").does_not_see("It is not submitted yet.")
    coordinator.get(f"/applications/{made}/submit").sees("The version that you submitted before stands.")


def test_a_wrong_number_submits_nothing(cast: Cast, reader_for: ReaderFor, within: Within) -> None:
    made = within(support.make_ready, cast)
    for number in ("", "7", "x", "-1", "1" * 30):
        reader_for(cast.coordinator).post(f"/applications/{made}/submit", {"number": number}, expect=422)
    assert within(facts, made)["receipt"] is None


# two people at one text


def test_a_clash_shows_both_texts_and_loses_neither(cast: Cast, reader_for: ReaderFor, within: Within) -> None:
    made = within(support.start, cast, within(support.make_round))
    section = within(section_ids, made)[0]
    one, two = reader_for(cast.coordinator), reader_for(cast.vale_teacher)
    for reader in (one, two):
        reader.get(f"/applications/{made}/sections/{section}")
    one.fill(answer_1="From the hill").press("Save the section")
    two.fill(answer_1="From the vale", answer_2="Together").press("Save the section", expect=409)
    two.sees("From the hill", "From the vale")
    assert within(texts, made)[:2] == ["From the hill", ""]
    two.fill(answer_1="From hill and vale").press("Save my text")
    assert within(texts, made)[:2] == ["From hill and vale", "Together"]


@pytest.mark.parametrize("version", ["", "0.0", "1", "1.1.1", "a.b", "1.-1", "9" * 50])
def test_a_tampered_version_is_stale(cast: Cast, reader_for: ReaderFor, within: Within, version: str) -> None:
    made = within(support.start, cast, within(support.make_round))
    section = within(section_ids, made)[0]
    data = {"answer_1": "Sneaked in", "answer_2": "", "version": version}
    reader_for(cast.coordinator).post(f"/applications/{made}/sections/{section}", data, expect=409)
    assert within(texts, made)[0] == ""


# bad input


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"theme": "", "round_id": "first"}, "Enter the theme of the application."),
        ({"theme": "x" * 121, "round_id": "first"}, "Use 120 characters or fewer."),
        ({"theme": "\x00", "round_id": "first"}, "Enter the theme of the application."),
        ({"theme": "Water", "round_id": "not-a-round"}, "Choose a round."),
        ({"theme": "Water", "round_id": "01900000-0000-7000-8000-000000000000"}, "This choice is not there any more"),
    ],
)
def test_a_bad_start_stores_nothing(
    cast: Cast, reader_for: ReaderFor, within: Within, fields: dict[str, str], message: str
) -> None:
    round_id = within(support.make_round)
    data = {k: str(round_id) if v == "first" else v for k, v in fields.items()}
    reader = reader_for(cast.coordinator).post(f"/clusters/{cast.river}/applications/new", data, expect=422)
    assert len(reader.errors()) == 1
    assert message in reader.errors()[0] or "choice is not there" in reader.errors()[0]
    assert within(lambda: session().scalar(sa.select(sa.func.count()).select_from(Application))) == 0


def test_a_second_application_is_refused_in_words(cast: Cast, reader_for: ReaderFor, within: Within) -> None:
    round_id = within(support.make_round)
    within(support.start, cast, round_id)
    data = {"theme": "Again", "round_id": str(round_id)}
    reader = reader_for(cast.coordinator).post(f"/clusters/{cast.river}/applications/new", data, expect=422)
    assert reader.errors() == ["This cluster has an application in this round already."]


def test_an_answer_that_is_far_too_long_keeps_what_was_typed(cast: Cast, reader_for: ReaderFor, within: Within) -> None:
    made = within(support.start, cast, within(support.make_round))
    section = within(section_ids, made)[0]
    reader = reader_for(cast.coordinator).get(f"/applications/{made}/sections/{section}")
    reader.fill(answer_1="word " * 2000).press("Save the section", expect=422)
    assert "characters or fewer" in reader.errors()[0]
    assert reader.page.select_one("#answer_1").get_text().count("word") == 2000
    assert within(texts, made)[0] == ""


def test_too_many_words_are_saved_and_stand_in_the_live_check(
    cast: Cast, reader_for: ReaderFor, within: Within
) -> None:
    made = within(support.start, cast, within(support.make_round))
    section = within(section_ids, made)[0]
    reader = reader_for(cast.coordinator).get(f"/applications/{made}/sections/{section}")
    reader.fill(answer_1="word " * 305).press("Save the section")
    reader.sees("take out 5 words from", "Too long")
    reader.press("Ask the schools to sign").sees("Not ready to sign yet.")


def test_withdrawing_asks_for_the_receipt_number(cast: Cast, reader_for: ReaderFor, within: Within) -> None:
    made = within(support.make_submitted, cast)
    reader = reader_for(cast.coordinator).get(f"/applications/{made}/withdraw")
    reader.fill(receipt_number="R-22222222A", reason="A school closes.").press("Withdraw the application", expect=422)
    assert reader.errors() == ["Type the receipt number exactly as it is shown on the receipt."]
    reader.sees("A school closes.")
    reader.fill(receipt_number=within(facts, made)["receipt"], reason="").press("Withdraw the application", expect=422)
    assert reader.errors() == ["Say why you withdraw the application."]
    reader.fill(reason="A school closes.").press("Withdraw the application").sees("Withdrawn")
    assert within(facts, made)["stage"] == "withdrawn"


def test_the_theme_and_who_writes_a_section(cast: Cast, reader_for: ReaderFor, within: Within) -> None:
    made = within(support.start, cast, within(support.make_round))
    section = within(section_ids, made)[2]
    reader = reader_for(cast.coordinator).get(f"/applications/{made}/theme")
    reader.fill(theme="").press("Save the theme", expect=422)
    reader.fill(theme="Bread").press("Save the theme").sees("Bread")
    reader.get(f"/applications/{made}/sections/{section}/school")
    reader.label("Vale Primary School", "y").press("Save").sees("Written by Vale Primary School")
    reader_for(cast.vale_teacher).get(f"/applications/{made}/sections/{section}")
    reader_for(cast.ford_teacher).get(f"/applications/{made}/sections/{section}", expect=403)
    reader.post(f"/applications/{made}/sections/{section}/school", {"school_id": str(cast.school["brook"])}, expect=422)


# who sees what


def test_strangers_find_nothing(cast: Cast, reader_for: ReaderFor, within: Within) -> None:
    made = within(support.make_submitted, cast)
    section = within(section_ids, made)[0]
    paths = ["", "/read", "/submit", "/receipt", "/versions/1", "/versions/1/copy.txt", "/withdraw", "/theme", "/sign"]
    paths += [f"/sections/{section}", f"/sections/{section}/school", f"/sign/{cast.school['hill']}"]
    for key in ("outsider", "nobody", "reviewer", "admin", "authority"):
        reader = reader_for(cast.people[key])
        for path in paths:
            reader.get(f"/applications/{made}{path}", expect=404)
        reader.post(f"/applications/{made}/submit", {"number": "1"}, expect=404)
    auditor, reads = (
        reader_for(cast.people["auditor"]),
        ("", "/versions/1", "/versions/1/copy.txt", "/receipt", "/sign"),
    )
    for path in paths:
        status = auditor.get(f"/applications/{made}{path}", expect=None).status
        assert status in ((200,) if path in reads else (403, 404)), path
    auditor.post(f"/applications/{made}/submit", {"number": "1"}, expect=403)


def test_members_may_read_but_only_the_coordinator_and_the_heads_act(
    cast: Cast, reader_for: ReaderFor, within: Within
) -> None:
    made = within(support.make_submitted, cast)
    teacher = reader_for(cast.ford_teacher)
    for path in ("", "/read", "/receipt", "/versions/1", "/versions/1/copy.json"):
        teacher.get(f"/applications/{made}{path}")
    for path in ("/submit", "/withdraw", "/theme", f"/sign/{cast.school['ford']}", f"/sign/{cast.school['hill']}"):
        teacher.get(f"/applications/{made}{path}", expect=403)
    for path in ("/signatures", "/signatures/cancel", "/edit-again", "/submit"):
        teacher.post(f"/applications/{made}{path}", expect=403)
    reader_for(cast.head).get(f"/applications/{made}/sign/{cast.school['ford']}", expect=403)
    assert within(facts, made)["versions"] == [(1, "sealed")]


def test_staff_see_nothing_before_the_submission_and_the_sealed_copy_after(
    cast: Cast, reader_for: ReaderFor, within: Within
) -> None:
    round_id = within(support.make_round)
    made = within(support.make_ready, cast, round_id)
    officer = reader_for(cast.officer)
    officer.get(f"/applications/{made}", expect=404)
    officer.get(f"/clusters/{cast.river}/application").does_not_see("Spring round")
    officer.get(f"/rounds/{round_id}/dashboard").sees("Ready, not sent").does_not_see("River schools")
    within(support.submit, cast, made)
    officer.get(f"/rounds/{round_id}/dashboard").sees("Received", "River schools").follow("River schools")
    officer.sees("Sealed copy, version 1", "We do this.")
    officer.get(f"/applications/{made}/read", expect=404)
    officer.post(f"/applications/{made}/edit-again", expect=403)


def test_conflicted_staff_are_absent_from_lists_and_counts(cast: Cast, reader_for: ReaderFor, within: Within) -> None:
    round_id = within(support.make_round)
    made = within(support.make_submitted, cast, round_id)

    def join(*, by: Any) -> None:
        session().add(
            SchoolMember(school_id=cast.school["vale"], person_id=cast.officer.id, status=MemberStatus.MEMBER)
        )

    within(perform, join, by=SYSTEM)
    officer = reader_for(cast.officer).get(f"/rounds/{round_id}/dashboard")
    officer.does_not_see("River schools").sees("Nothing has been started yet")
    officer.get("/what-needs-me").does_not_see("River schools")
    told = within(
        lambda: session().scalars(sa.select(Notification.kind).where(Notification.person_id == cast.officer.id)).all()
    )
    assert told == ["application_submitted"]
    reader_for(cast.manager).get(f"/rounds/{round_id}/dashboard").sees("River schools")
    visible = within(_seen_by, cast, made)
    assert visible == {"officer": False, "manager": True, "coordinator": True, "outsider": False, "reviewer": False}


def _seen_by(cast: Cast, application_id: Any) -> dict[str, bool]:
    """Who finds the application in lists."""
    people = ("officer", "manager", "coordinator", "outsider", "reviewer")
    return {
        key: application_id
        in session().scalars(queries.applications_visible_to(_desk(cast, key)).with_only_columns(Application.id)).all()
        and (key != "officer" or bool(queries.page_in_round(_round(application_id), _desk(cast, key)).items))
        for key in people
    }


def _desk(cast: Cast, key: str) -> Any:
    return cast.signed_in(key)


def _round(application_id: Any) -> Any:
    return support.application(application_id).round


def test_a_partner_reads_all_but_the_money_and_writes_its_own_section_alone(
    cast: Cast, reader_for: ReaderFor, within: Within
) -> None:
    made = within(support.start, cast, within(support.make_round))
    sections = within(section_ids, made)
    partner = reader_for(cast.abroad).get(f"/applications/{made}")
    partner.sees("In the partner's own words").does_not_see("Money")
    partner.get(f"/applications/{made}/read").does_not_see("What will it cost")
    words = partner.get(f"/applications/{made}/sections/{sections[4]}").fill(answer_1="Habari", answers_in="sw")
    words.press("Save the section").get(f"/applications/{made}/read")
    assert '<span lang="sw">Habari</span>' in partner.raw.decode(), "a partner may write in any of its languages"
    for number in (0, 1, 2, 3, 5):
        partner.get(f"/applications/{made}/sections/{sections[number]}", expect=403)
    reader_for(cast.coordinator).get(f"/applications/{made}/sections/{sections[4]}", expect=403)


def test_a_partner_reads_the_sealed_copy_without_the_money(cast: Cast, reader_for: ReaderFor, within: Within) -> None:
    made = within(support.make_submitted, cast)
    partner = reader_for(cast.abroad)
    partner.get(f"/applications/{made}/versions/1").does_not_see("What will it cost")
    partner.get(f"/applications/{made}/versions/1/copy.txt")
    assert b"What will it cost" not in partner.raw
    partner.get(f"/applications/{made}/versions/1/copy.json", expect=403)


# sealed copies


def test_the_sealed_copy_is_the_same_bytes_and_shows_tampering(
    cast: Cast, reader_for: ReaderFor, within: Within
) -> None:
    import hashlib

    made = within(support.make_submitted, cast)
    reader = reader_for(cast.coordinator).get(f"/applications/{made}/versions/1/copy.json")
    digest = within(lambda: session().scalars(sa.select(ApplicationVersion.sealed_digest)).one())
    assert hashlib.sha256(reader.raw).hexdigest() == digest
    assert json.loads(reader.raw)["theme"] == "Water and where it comes from"

    def rename(*, by: Any) -> None:
        from portal.applying.programmes.models import Question
        from portal.identity.schools.models import School

        session().execute(sa.update(Question).values(text="Something else?"))
        session().execute(sa.update(School).values(name="Renamed School"))

    within(perform, rename, by=SYSTEM)
    reader.get(f"/applications/{made}/versions/1/copy.json")
    assert hashlib.sha256(reader.raw).hexdigest() == digest
    reader.get(f"/applications/{made}/versions/1").sees("What binds your schools together?", "Vale Primary School")

    def tamper(*, by: Any) -> None:
        found = session().scalars(sa.select(ApplicationVersion)).one()
        changed = {**(found.sealed_content or {}), "theme": "Gold"}
        session().execute(sa.update(ApplicationVersion).values(sealed_content=changed))

    within(perform, tamper, by=SYSTEM)
    reader.get(f"/applications/{made}/versions/1").sees("This copy is not what was submitted")


def test_a_copy_of_an_unknown_kind_is_not_there(cast: Cast, reader_for: ReaderFor, within: Within) -> None:
    made = within(support.make_submitted, cast)
    reader_for(cast.coordinator).get(f"/applications/{made}/versions/1/copy.exe", expect=404)
    reader_for(cast.coordinator).get(f"/applications/{made}/versions/99999999999999999999", expect=404)


# the page after the end, and what pages cost


def test_a_lapsed_application_keeps_its_words(cast: Cast, reader_for: ReaderFor, within: Within, clock: Any) -> None:
    from portal.applying.applications.jobs import tidy_closed_rounds

    made = within(support.make_ready, cast)
    clock.hold(CLOSES + timedelta(hours=2))
    assert within(tidy_closed_rounds) == 1
    assert within(tidy_closed_rounds) == 0
    reader = reader_for(cast.ford_teacher).get(f"/applications/{made}")
    reader.sees("Not submitted in this round; your answers are kept").follow("Read your answers").sees("We do this.")
    assert within(facts, made)["stage"] == Stage.LAPSED


def test_the_task_list_makes_at_most_eight_statements(cast: Cast, reader_for: ReaderFor, within: Within) -> None:
    made = within(support.start, cast, within(support.make_round))
    reader = reader_for(cast.coordinator)
    empty = len(reader.get(f"/applications/{made}").statements)
    within(support.write_all, cast, made)
    within(support.ask, cast, made)
    within(support.sign, cast, made, "hill", "vale")
    full = len(reader.get(f"/applications/{made}").statements)
    assert (empty, full) == (8, 8), "\n".join(reader.statements)


def test_stages_after_submission_are_told_in_the_clusters_words(
    cast: Cast, reader_for: ReaderFor, within: Within
) -> None:
    made = within(support.make_submitted, cast)
    reader = reader_for(cast.vale_teacher)
    for commands, words in (
        (("start_screening",), "Being checked"),
        (("find_ineligible",), "Being checked"),
        (("reinstate", "start_review"), "With reviewers"),
        (("start_moderation",), "With the panel"),
        (("decide",), "With the panel"),
    ):
        within(advance, made, *commands)
        reader.get(f"/applications/{made}").sees(words).does_not_see("Ineligible", "Decision held", "Edit again")


def test_the_digest_on_the_page_is_what_is_signed(cast: Cast, reader_for: ReaderFor, within: Within) -> None:
    made = within(support.start, cast, within(support.make_round))
    within(support.write_all, cast, made)
    within(support.ask, cast, made)
    head = reader_for(cast.head).get(f"/applications/{made}/sign/{cast.school['hill']}")
    shown = head.page.select_one("input[name=digest]")["value"]
    assert shown == within(lambda: content.digest_for(support.open_draft(made), cast.school["hill"]))
    head.post(f"/applications/{made}/sign/{cast.school['hill']}", {"digest": "0" * 64}, expect=422)
    assert "read it again" in head.errors()[0]


def test_rule_11_near_the_deadline_an_edit_that_undoes_signatures_is_confirmed_first(
    cast: Cast, reader_for: ReaderFor, within: Within, clock: Any
) -> None:
    made = within(support.make_ready, cast)
    within(lambda: perform(services.cancel_signing, support.application(made), by=cast.signed_in("coordinator")))
    path = f"/applications/{made}/sections/{within(section_ids, made)[0]}"
    clock.hold(CLOSES - timedelta(hours=48, seconds=1))
    reader_for(cast.coordinator).get(path).sees("undo 3 signatures").does_not_see("I know that this undoes")
    clock.hold(CLOSES - timedelta(hours=48))
    reader = reader_for(cast.coordinator).get(path).sees("undo 3 signatures", "I know that this undoes signatures")
    reader.press("Save the section").sees("The section has been saved.")
    reader.get(path).fill(answer_1="Written on the last evening").press("Save the section", expect=422)
    reader.sees("This will undo 3 signatures, and the deadline is near.", "Written on the last evening")
    assert "Written on the last evening" not in within(texts, made)
    # the theme and who writes a section take signatures back as well: the same words, the same box, nothing undone without it
    theme, assign = f"/applications/{made}/theme", f"{path}/school"
    for page, button, words in (
        (theme, "Save the theme", {"theme": "Rain"}),
        (assign, "Save", {"school_id": str(cast.school["vale"])}),
    ):
        other = reader_for(cast.coordinator).get(page).sees("undo 3 signatures", "I know that this undoes signatures")
        other.fill(**words).press(button, expect=422).sees("and the deadline is near")
    assert within(lambda: len(checks.unsigned_schools(support.open_draft(made)))) == 0
    reader.fill(confirm_undo=True).press("Save the section").sees("3 signatures are asked for again")
    assert "Written on the last evening" in within(texts, made)
    other.fill(confirm_undo=True).press("Save").sees("Written by Vale Primary School")


def test_rule_05_ready_is_never_mistaken_for_submitted(cast: Cast, reader_for: ReaderFor, within: Within) -> None:
    made = within(support.make_ready, cast)
    page = reader_for(cast.coordinator).get(f"/applications/{made}")
    page.sees("Ready to submit. Not submitted", "Not submitted yet", "days left", "20 March 2027")
    page.does_not_see("Receipt number")
    assert (
        page.page.select_one(".govuk-tag--green") is None
        or "Ready" not in page.page.select_one(".govuk-tag--green").get_text()
    )
    told = within(
        lambda: (
            session()
            .scalars(sa.select(Notification.title).where(Notification.kind == "application_ready").limit(1))
            .one()
        )
    )
    assert "It is not submitted yet." in told
    reader_for(cast.coordinator).get(f"/applications/{made}/receipt", expect=404)
