"""The pages of screening, reviews, panel, decisions and awards: who sees them, what they refuse, and that nothing secret reaches the cluster."""

from collections.abc import Callable
from typing import Any

from portal.applying.awards.models import AwardCondition, Decision, Outcome
from portal.applying.reviews.models import ModerationNote, Review, Screening
from portal.core import duty
from portal.core.database import session
from portal.core.outbox import OutboxMail
from portal.core.perform import perform
from portal.core.search import SearchEntry
from portal.identity.schools.models import MemberStatus, SchoolMember
from portal.oversight.audit.models import AuditEntry
from portal.oversight.notifications.models import Notification
from tests.applying import desk
from tests.applying.desk import Inside
from tests.support.cast import Cast
from tests.support.reader import Reader

Readers = Callable[..., Reader]
APPLICANTS = ("coordinator", "teacher", "head", "vale_contact", "vale_head", "ford_teacher", "abroad", "abroad_head")
STRANGERS = ("outsider", "nobody", "authority", "safeguarding", "admin")
CHECK = {
    "size_holds": "yes",
    "heads_permit": "yes",
    "partner_evidence": "not_asked",
    "safeguarding_named": "yes",
    "is_eligible": "yes",
    "note": "The round asks for no partner school.",
}


# the way through, page by page


def test_the_whole_way_through_the_pages(inside: Inside, cast: Cast, clock: Any, reader_for: Readers) -> None:
    made = inside.closed(cast, clock)
    officer = reader_for(cast.officer)
    officer.get(f"/applications/{made}").follow("Check").fill(**{**CHECK, "note": ""})
    officer.press("Save the check", expect=422).sees("Say why a line was not asked, so that the check is complete.")
    officer.fill(note=CHECK["note"]).press("Save the check")
    officer.sees("0 of 2 reviewers are assigned", "Rae Read: 0 to read")
    officer.fill(reviewers=[str(cast.reviewer.id), str(cast.reviewer2.id)]).press("Assign the reviewers")
    officer.sees("2 of 2 reviewers are assigned", "Not opened yet")
    for someone, score in ((cast.reviewer, "4"), (cast.reviewer2, "3")):
        reader = reader_for(someone)
        reader.get("/reviews").follow("River schools").sees("Hill Primary School", "Tumaini Primary School")
        reader.does_not_see("We do this.")
        reader.fill(stated=True).press("Open the application").sees("We do this.", "A convincing reason")
        assert "heme" not in [h.get_text() for h in reader.page.find_all("h3")]
        criteria = inside.criteria(made)
        reader.fill(**{f"score_{criteria[0].id.hex}": score}).press("Save draft").sees("Your draft is saved")
        for criterion in criteria:
            if not criterion.optional_plus:
                reader.fill(
                    **{
                        f"score_{criterion.id.hex}": score,
                        f"justification_{criterion.id.hex}": "It says so. See the part about the plan.",
                    }
                )
        reader.fill(recommendation="fund", feedback="A clear plan.", private_note="Fine.").press("Submit the review")
        reader.sees("Your review is sent", "Sent")
    moderator = reader_for(cast.moderator)
    moderator.get(f"/rounds/{inside.read(made).round_id}/panel").sees("River schools", "70", "Near the line")
    moderator.follow("River schools").sees("Rae Read", "80", "60", "It says so.", "Fine.", "2 of 2")
    moderator.follow("Write the note of the panel")
    moderator.fill(words="We agree.", recommendation="fund").press("Save the note").sees("We agree.")
    manager = reader_for(cast.manager)
    manager.get(f"/applications/{made}/decision")
    manager.fill(outcome="approved", reasons="A strong rationale.", feedback="Say more about cover.")
    manager.press("Record the decision").sees("recorded and held")
    [held] = inside.all(Decision)
    manager.sees("Dear colleagues of River schools", "A strong rationale.").get(
        f"/decisions/{held.id}/check", expect=403
    )
    second = reader_for(cast.manager2)
    second.get(f"/decisions/{held.id}/check").sees("Dear colleagues of River schools", "Vale Primary School")
    second.press("Save my answer", expect=422).sees("Read the letter")
    second.fill(answer="right").press("Save my answer").sees("Ready to be sent", "Nothing is sent yet", "Vera Singh")
    second.press("Send the results").sees("The results are sent: 1 of 1")
    second.follow("Who has really been told").sees("Mail waits to be sent", "Vera Singh")
    second.get(f"/decisions/{held.id}/check").sees("were sent on")
    coordinator = reader_for(cast.coordinator)
    coordinator.get(f"/applications/{made}").does_not_see("desk").follow("Read the outcome")
    coordinator.sees("Approved", "A strong rationale.", "Say more about cover.")
    news = {one.person_id: one.read_at for one in inside.all(Notification) if one.kind == "results_sent"}
    assert news.pop(cast.coordinator.id) is not None, "who opened the outcome is not rung up"
    assert set(news.values()) == {None}
    coordinator.follow("See who has accepted").sees("Waiting").does_not_see("Accept for our school")
    coordinator.get(coordinator.path + "/accept", expect=403)
    for key in ("head", "vale_head", "ford_head"):
        reader = reader_for(cast.people[key]).get(f"/applications/{made}/outcome").follow("See who has accepted")
        reader.follow("Accept for our school").press("Accept for our school", expect=422).sees("Tick this to accept")
        reader.fill(agreed=True).press("Accept for our school").sees("Your school has accepted")
    assert inside.read(made).stage == "accepted"
    coordinator.get(f"/applications/{made}/outcome").sees("Your partnership is open")


# who sees what


def doors(made: Any, *more: str) -> list[str]:
    paths = [f"/applications/{made}/{name}" for name in ("screening", "reviewers", "panel", "panel/note", "decision")]
    return [*paths, *more]


def test_strangers_see_nothing_and_the_cluster_is_kept_out(
    inside: Inside, cast: Cast, clock: Any, reader_for: Readers
) -> None:
    made, held = inside.decided(cast, clock)
    review = inside.review_of(cast, made, "reviewer")
    staff_only = doors(made, f"/applications/{made}/reviewers/{review.id}/void")
    for key in ("coordinator", "vale_head"):
        reader = reader_for(cast.people[key])
        for path in [*staff_only, f"/applications/{made}/outcome"]:
            assert reader.get(path, expect=None).status == 403, (key, path)
            reader.does_not_see(*desk.MARKS.values(), "Rae Read")
        for path in (f"/decisions/{held.id}/check", f"/reviews/{review.id}", f"/reviews/{review.id}/write"):
            assert reader.get(path, expect=None).status == 404, (key, path)
    for key in ("outsider", "nobody"):
        reader = reader_for(cast.people[key])
        for path in [*staff_only, f"/decisions/{held.id}/check", f"/applications/{made}/outcome"]:
            assert reader.get(path, expect=None).status == 404, (key, path)
    assert reader_for(cast.nobody).get("/reviews", expect=None).status == 403
    assert reader_for(cast.coordinator).get(f"/rounds/{inside.read(made).round_id}/panel", expect=None).status == 403


def test_a_review_is_its_reviewers_alone(inside: Inside, cast: Cast, clock: Any, reader_for: Readers) -> None:
    made = inside.in_review(cast, clock)
    review = inside.open_it(cast, made, "reviewer")
    for key in ("reviewer2", "reviewer3", "moderator", "officer", "manager", "coordinator", "nobody"):
        reader = reader_for(cast.people[key])
        for path in ("", "/write", "/conflict", "/decline"):
            assert reader.get(f"/reviews/{review.id}{path}", expect=None).status in (403, 404), (key, path)
            assert reader.status == 404, (key, path)
    other = inside.review_of(cast, made, "reviewer2")
    reader = reader_for(cast.reviewer2)
    assert reader.get(f"/reviews/{other.id}/write", expect=None).status == 403
    reader.get(f"/reviews/{other.id}").does_not_see("We do this.")


def test_a_draft_is_private_even_from_staff(inside: Inside, cast: Cast, clock: Any, reader_for: Readers) -> None:
    made = inside.in_review(cast, clock)
    review = inside.open_it(cast, made, "reviewer")
    reader = reader_for(cast.reviewer).get(f"/reviews/{review.id}/write")
    reader.fill(feedback="MARKDRAFT unfinished").press("Save draft").sees("Only you can read it")
    for key in ("moderator", "officer", "manager"):
        staff = reader_for(cast.people[key])
        for path in (f"/applications/{made}/panel", f"/applications/{made}/reviewers"):
            if staff.get(path, expect=None).status == 200:
                staff.does_not_see("MARKDRAFT")


def test_an_officer_sees_scores_when_the_reviews_are_closed(
    inside: Inside, cast: Cast, clock: Any, reader_for: Readers
) -> None:
    made = inside.in_review(cast, clock)
    inside.send(cast, made, "reviewer", 5)
    officer, manager = reader_for(cast.officer), reader_for(cast.manager)
    officer.get(f"/applications/{made}/panel").sees("1 of 2 reviews are in").does_not_see("MARKJUSTIFIED", "100")
    manager.get(f"/applications/{made}/panel").sees("Provisional: 1 of 2", "100")
    officer.get(f"/rounds/{inside.read(made).round_id}/panel").sees("Provisional: 1 of 2").does_not_see("100")
    inside.send(cast, made, "reviewer2", 1, "do_not_fund")
    officer.get(f"/applications/{made}/panel").sees("The reviewers differ", "Totals lie 30 points or more apart", "100")
    officer.get(f"/rounds/{inside.read(made).round_id}/panel").sees("Reviewers differ", "80")


def test_the_panel_reads_what_it_talks_about(inside: Inside, cast: Cast, clock: Any, reader_for: Readers) -> None:
    made = inside.at_the_panel(cast, clock)
    reader = reader_for(cast.moderator).get(f"/applications/{made}/panel").follow("Read the application")
    reader.sees("Sealed copy, version 1", "What binds the cluster")
    reader.get(f"/rounds/{inside.read(made).round_id}/dashboard").follow("River schools").sees("Sealed copy, version 1")
    reader.get(f"/applications/{made}/outcome", expect=403)
    reader_for(cast.reviewer).get(f"/applications/{made}", expect=404)


def test_a_conflict_that_appears_later_is_a_404(inside: Inside, cast: Cast, clock: Any, reader_for: Readers) -> None:
    made = inside.in_review(cast, clock)
    review = inside.open_it(cast, made, "reviewer")
    reader = reader_for(cast.reviewer).get(f"/reviews/{review.id}/write")

    def join() -> None:
        for person in (cast.reviewer, cast.moderator):
            session().add(SchoolMember(school_id=cast.school["vale"], person_id=person.id, status=MemberStatus.MEMBER))

    inside.commit(join)
    reader.press("Save draft", expect=None)
    assert reader.status in (403, 404)
    assert reader_for(cast.reviewer).get(f"/reviews/{review.id}", expect=None).status == 404
    reader_for(cast.reviewer).get("/reviews").sees("Nothing to read")
    moderator = reader_for(cast.moderator)
    moderator.get(f"/rounds/{inside.read(made).round_id}/panel").sees("Nothing to discuss yet")
    moderator.get(f"/applications/{made}/panel", expect=403)


# secrecy


def test_nothing_secret_reaches_the_cluster(inside: Inside, cast: Cast, clock: Any, reader_for: Readers) -> None:
    made = inside.in_review(cast, clock)
    inside.do(
        lambda: perform(
            desk.services.declare_conflict,
            desk.review_of(cast, made, "reviewer2"),
            by=cast.signed_in("reviewer2"),
            reason="MARKCONFLICT a relative",
        )
    )
    inside.assign(cast, made, "reviewer3")
    inside.send(cast, made, "reviewer", 5)
    inside.send(cast, made, "reviewer3", 2, "do_not_fund")
    inside.note(cast, made, moderated_score=67)
    held = inside.decide(cast, made, Outcome.CONDITIONAL, conditions=desk.MARKS["conditions"])
    always = [desk.MARKS[k] for k in ("justification", "private", "review_feedback", "panel")]
    always += ["MARKCONFLICT", "Rae Read", "Ravi Read", "Rosa Read", "do_not_fund", "moderated"]
    secret = [*always, *(desk.MARKS[k] for k in ("reasons", "feedback", "letter", "conditions")), "onditional"]
    _look_everywhere(inside, cast, made, reader_for, secret)
    owed = inside.do(lambda: duty.list_owed_in_cluster(cast.river, kinds=list(duty.DutyKind)))
    assert owed == []
    inside.release(cast, held)
    _look_everywhere(inside, cast, made, reader_for, always)
    reader_for(cast.vale_head).get(f"/applications/{made}/outcome").sees(
        *(desk.MARKS[k] for k in ("reasons", "feedback", "letter", "conditions")), "Approved with conditions"
    )


def _look_everywhere(inside: Inside, cast: Cast, made: Any, reader_for: Readers, secret: list[str]) -> None:
    """Every page that an applicant can reach by links, their mail, their notices, the record of the cluster, the search."""
    for key in ("coordinator", "head"):
        seen = _walk(reader_for(cast.people[key]), cast.river, made, secret)
        assert {f"/applications/{made}/outcome", f"/clusters/{cast.river}/timeline"} <= seen
    theirs = {cast.people[k].id for k in APPLICANTS}
    written = [m.subject + m.text + (m.html or "") for m in inside.all(OutboxMail) if m.person_id in theirs]
    written += [n.title for n in inside.all(Notification) if n.person_id in theirs]
    written += [str(e.facts) for e in inside.all(AuditEntry) if e.cluster_id == cast.river]
    written += [entry.words for entry in inside.all(SearchEntry)]
    assert written
    for text in written:
        for mark in secret:
            assert mark.casefold() not in text.casefold(), (mark, text)


def _walk(reader: Reader, cluster_id: Any, made: Any, secret: list[str]) -> set[str]:
    waiting = [
        f"/clusters/{cluster_id}",
        f"/clusters/{cluster_id}/timeline",
        "/what-needs-me",
        "/notices",
        f"/applications/{made}",
        f"/applications/{made}/outcome",
        "/clusters",
    ]
    seen: set[str] = set()
    while waiting and len(seen) < 70:
        path = waiting.pop(0)
        if path in seen:
            continue
        seen.add(path)
        reader.get(path, expect=None)
        text = reader.raw.decode("utf-8", "replace")
        for mark in secret:
            assert mark not in text, (path, mark)
        for link in reader.page.find_all("a", href=True):
            there = str(link["href"]).split("#")[0]
            if (
                there.startswith("/")
                and not there.startswith(("//", "/static", "/sign-out", "/demonstration"))
                and there not in seen
            ):
                waiting.append(there)
    return seen


# bad input


def test_bad_input_on_the_check(inside: Inside, cast: Cast, clock: Any, reader_for: Readers) -> None:
    made = inside.closed(cast, clock)
    reader, path = reader_for(cast.officer), f"/applications/{made}/screening"
    reader.get(path).sees(
        "Member schools: 3. The round asks for",
        "Signed for: 3 of 3 schools.",
        "Named in the application: Tumaini Primary School",
    )
    reader.post(path, {}, expect=422).sees(
        "Say whether the number of schools fits", "Say whether the application is eligible."
    )
    reader.post(path, {**CHECK, "heads_permit": "perhaps"}, expect=422)
    reader.post(path, {**CHECK, "is_eligible": "no", "note": "\x00"}, expect=422).sees("Say why")
    reader.post(path, {**CHECK, "note": "x" * 4001}, expect=422).sees("Use 4000 characters or fewer.")
    no = {**CHECK, "is_eligible": "no", "note": "Too small."}
    reader.post(path, no, expect=422).sees("Choose which rule is not met.")
    reader.post(path, {**no, "cause": "size"}, expect=422).sees("A line above says that this rule is met.")
    manager = reader_for(cast.manager)
    reader.post(f"{path}/again", {"note": "Why not."}, expect=403)
    manager.post(f"{path}/again", {"note": ""}, expect=422)
    manager.post(f"{path}/again", {"note": "Why not."}, expect=422).sees("Only an ineligible application")
    assert inside.all(Screening) == []
    proposed = {**no, "size_holds": "no", "cause": "size"}
    reader.post(path, proposed, follow=True).sees("Proposed: not eligible", "Too small.", "has to confirm it")
    reader.post(f"{path}/confirm", {}, follow=True).sees("You did this check yourself")
    manager.get(path).sees("The number of schools").press("Confirm: not eligible").sees("Not eligible", "Too small.")
    draft = reader_for(cast.manager).get(f"/applications/{made}/decision").does_not_see("Too small.")
    assert draft.page.select_one("textarea[name=reasons]").get_text().strip() == "The number of schools"
    reader.get(path).does_not_see("Why is it checked again?")
    manager.fill(note="It was not.").press("Check it again").sees("can be checked again", "Save the check")
    reader.get(path).follow("A criterion does not apply to this application").does_not_see("Count it again")
    [first, *_] = inside.criteria(made)
    reader.fill(criterion_id=str(first.id), reason="They are new.").press("Leave it out").sees("left out for all")
    reader.post(reader.path + "/again", {"again_id": "nothing"}, expect=422).sees("Choose again.")
    reader.get(f"/applications/{made}/criteria").fill(again_id=str(first.id)).press("Count it again")
    reader.sees("counts again for all").does_not_see("Count it again")
    assert next(c.id for c in inside.criteria(made)) == first.id


def test_bad_input_on_the_allocation(inside: Inside, cast: Cast, clock: Any, reader_for: Readers) -> None:
    made = inside.closed(cast, clock)
    inside.screen(cast, made)
    reader, path = reader_for(cast.officer), f"/applications/{made}/reviewers"
    reader.get(path).does_not_see("Carys Okoro")
    reader.post(path, {}, expect=422).sees("Choose the reviewers.")
    reader.post(path, {"reviewers": ["nonsense"]}, expect=422).sees("cannot review this application")
    forged = [str(cast.reviewer.id), str(cast.coordinator.id)]
    reader.post(path, {"reviewers": forged}, expect=422).sees("cannot review this application")
    reader.post(path, {"reviewers": [str(cast.reviewer.id)]}, expect=422).sees("Choose at least 2")
    assert inside.all(Review) == []
    inside.assign(cast, made)
    review = inside.review_of(cast, made, "reviewer")
    void = f"{path}/{review.id}/void"
    reader.post(void, {"reason": " "}, expect=422).sees("Say why", "Choose why it is taken out.")
    reader.get(f"/applications/{cast.river}/reviewers/{review.id}/void", expect=404)
    reader.post(void, {"reason": "His school.", "cause": "conflict"}, follow=True)
    reader.sees("Conflict of interest", "A conflict of interest was found later: His school.", "Choose at least 1")


def test_bad_input_on_the_review(inside: Inside, cast: Cast, clock: Any, reader_for: Readers) -> None:
    made = inside.in_review(cast, clock)
    review = inside.review_of(cast, made, "reviewer")
    reader, path = reader_for(cast.reviewer), f"/reviews/{review.id}"
    reader.post(path, {}, expect=422).sees("Tick this to say that you have no conflict of interest")
    reader.post(f"{path}/conflict", {"reason": ""}, expect=422).sees("Say why", "Choose what the conflict is.")
    reader.post(f"{path}/decline", {"reason": "x" * 2001}, expect=422).sees("Use 2000 characters or fewer.")
    reader.post(path, {"stated": "y"}, follow=True)
    first = inside.criteria(made)[0]
    words = {f"justification_{first.id.hex}": "Words that are kept", "version": "1"}
    reader.post(f"{path}/write", words, expect=422).sees("Give a score for", "Words that are kept")
    reader.post(f"{path}/write", {**words, f"score_{first.id.hex}": "6", "save_draft": "y"}, expect=422)
    reader.post(f"{path}/write", {**words, "feedback": "x" * 4001, "save_draft": "y"}, expect=422)
    reader.post(f"{path}/write", {**words, "version": "9", "save_draft": "y"}, expect=409).sees("Words that are kept")
    reader.sees("Save draft", "Submit the review").does_not_see("Save my text")
    reader.get(f"{path}/write").does_not_see("Words that are kept")
    reader.post(f"{path}/write", {**words, "version": "9", "save_draft": "y"}, expect=409)
    reader.press("Save draft").sees("Only you can read it", "Words that are kept")
    reader.post(f"{path}/decline", {"reason": "Too late.", "cause": "away"}, expect=422).sees(
        "You opened this review already"
    )
    reader.post(f"{path}/conflict", {"reason": "A cousin.", "cause": "tie_named"}, follow=True).sees(
        "Thank you for telling us"
    )
    reader.get(path, expect=404).does_not_see("We do this.")
    reader.get(f"{path}/write", expect=403).sees("ask the programme team")


def test_bad_input_on_note_decision_and_release(inside: Inside, cast: Cast, clock: Any, reader_for: Readers) -> None:
    made = inside.at_the_panel(cast, clock)
    moderator, manager = reader_for(cast.moderator), reader_for(cast.manager)
    note = f"/applications/{made}/panel/note"
    moderator.post(note, {}, expect=422).sees("Write what the panel said.", "Choose what the panel recommends.")
    moderator.post(note, {"words": "w", "recommendation": "fund", "moderated_score": "101"}, expect=422)
    moderator.post(note, {"words": "w", "recommendation": "fund", "moderated_score": "much"}, expect=422)
    assert inside.all(ModerationNote) == []
    inside.note(cast, made)
    path = f"/applications/{made}/decision"
    whole = {"outcome": "approved", "reasons": "r", "feedback": "f", "version": "0"}
    manager.post(path, {"version": "0"}, expect=422).sees(
        "Choose the outcome.", "Write the reasons.", "Write the feedback."
    )
    manager.post(path, {**whole, "outcome": "conditional"}, expect=422).sees("Name the conditions.")
    manager.post(path, {**whole, "outcome": "maybe"}, expect=422)
    manager.post(path, {**whole, "accept_by": ["31", "2", "2027"]}, expect=422).sees("Enter a real date")
    moderator.get(path, expect=403 if moderator.get(f"/applications/{made}", expect=None).status == 200 else None)
    assert inside.all(Decision) == []
    manager.post(path, whole, follow=True).sees("recorded and held")
    manager.post(path, whole, expect=409)
    again = {**whole, "version": "1", "change_reason": "One thing is open.", "conditions": "Name who covers."}
    manager.post(path, again, expect=422).sees("With this outcome no condition is asked.")
    again |= {"outcome": "conditional", "conditions_by": ["1", "5", "2027"]}
    manager.post(path, again, follow=True).sees("Name who covers.", "To be met by 1 May 2027.")
    kept = [box["value"] for box in manager.page.select("input[name=conditions_by]")]
    assert kept == ["01", "05", "2027"], "who corrects a word does not move the day"
    manager.get(path).fill(outcome="declined").press("Record the decision", expect=422)
    assert manager.errors() == ["Say why the decision is changed."]
    manager.fill(change_reason="The money is gone.").press("Record the decision").sees("Not approved")
    [held] = [d for d in inside.all(Decision) if d.replaced_at is None]
    second = reader_for(cast.manager2)
    letter = f"/decisions/{held.id}/check"
    second.get(letter).sees("Not approved", "within 10 working days", "The money is gone.")
    second.post(letter, {"answer": "change"}, expect=422).sees("Say what should be changed.")
    second.post(letter, {"answer": "right"}, follow=True).sees("Ready to be sent")
    second.post(letter, {"answer": "right"}, expect=422).sees("The letter was read already")
    results = f"/rounds/{held.round_id}/results"
    second.get(results).post(results, {"digest": "x", "decisions": [str(held.id)]}, expect=422).sees(
        "The list has changed"
    )
    second.get(results).press("Send the results").sees("The results are sent: 1 of 1")
    second.post(letter, {"answer": "right"}, expect=422).sees("Nothing was sent twice")


def test_bad_input_on_the_award(inside: Inside, cast: Cast, clock: Any, reader_for: Readers) -> None:
    made = inside.released(cast, clock)
    award = inside.award(made)
    reader, path = reader_for(cast.head), f"/awards/{award.id}/accept"
    reader.post(path, {}, expect=422).sees("Choose the school for which you sign.")
    reader.post(path, {"school": str(cast.school["vale"]), "agreed": "y"}, expect=422)
    reader_for(cast.abroad_head).get(path, expect=403)  # nothing is asked of their school
    reader_for(cast.outsider_head).get(path, expect=404)
    assert {a.accepted_at for a in inside.award(made).acceptances} == {None}


# the queue


def test_the_queue_asks_the_same_number_of_questions_however_long(
    inside: Inside, cast: Cast, clock: Any, reader_for: Readers
) -> None:
    made = inside.in_review(cast, clock)
    reader = reader_for(cast.reviewer).get("/reviews").sees("River schools", "To open")
    first = len(reader.statements)
    assert first <= 8
    review = inside.review_of(cast, made, "reviewer")

    def more() -> None:
        from portal.applying.applications.models import Application, Stage
        from portal.applying.reviews.services import standings
        from portal.forming.clusters.models import Cluster

        for number in range(30):
            cluster = Cluster(
                name=f"Cluster {number}", theme="Water", started_by_school_id=cast.school["brook"], started_by_id=None
            )
            session().add(cluster)
            session().flush()
            application = Application(
                round_id=review.application.round_id,
                cluster_id=cluster.id,
                stage=Stage.IN_REVIEW,
                receipt_number=f"R-{number}",
                submitted_at=desk.support.OPENS,
            )
            session().add(application)
            session().flush()
            session().add(
                Review(
                    application_id=application.id,
                    application_version_id=review.application_version_id,
                    reviewer_id=cast.reviewer.id,
                )
            )
            standings.recompute(application)

    strip = f"/rounds/{inside.read(made).round_id}/panel"
    moderator = reader_for(cast.moderator).get(strip).get(strip)
    alone = len(moderator.statements)
    inside.commit(more)
    reader.get("/reviews").sees("River schools", "Cluster 0", "Cluster 29")
    assert len(reader.statements) == first
    moderator.get(strip).sees("Cluster 29")
    assert len(moderator.statements) == alone <= 9


def test_wrong_methods(inside: Inside, cast: Cast, clock: Any, reader_for: Readers) -> None:
    made = inside.at_the_panel(cast, clock)
    reader = reader_for(cast.manager)
    for path in ("/reviews", f"/applications/{made}/panel", f"/applications/{made}/outcome"):
        assert reader.post(path, {}).status == 405, path
    assert reader.get(f"/applications/{made}/screening/again", expect=None).status == 405


def test_an_offer_from_the_reserve_list_is_as_secret_as_the_first_decision(
    inside: Inside, cast: Cast, clock: Any, reader_for: Readers
) -> None:
    made = inside.released(cast, clock, Outcome.RESERVE)
    marks = {"reasons": "MARKOFFERREASON", "feedback": "MARKOFFERFEEDBACK", "own_letter": "MARKOFFERLETTER"}
    held = inside.decide(cast, made, Outcome.CONDITIONAL, conditions="MARKOFFERCONDITION", **marks)
    inside.check(cast, held)
    secret = [*marks.values(), "MARKOFFERCONDITION", "onditional", "pproved with"]
    _look_everywhere(inside, cast, made, reader_for, secret)
    [condition] = inside.all(AwardCondition)
    for key in ("coordinator", "vale_head", "abroad", "outsider"):
        reader = reader_for(cast.people[key])
        for path in (f"/conditions/{condition.id}", f"/conditions/{condition.id}/met", f"/decisions/{held.id}/check"):
            assert reader.get(path, expect=None).status == 404, (key, path)
        for path in (f"/rounds/{held.round_id}/results", f"/rounds/{held.round_id}/results/delivery"):
            assert reader.get(path, expect=None).status == 403, (key, path)
    reader_for(cast.coordinator).get(f"/applications/{made}/outcome").sees("number 1 on the reserve list")
    inside.release(cast, held)
    reader_for(cast.vale_head).get(f"/applications/{made}/outcome").sees("MARKOFFERLETTER", "MARKOFFERCONDITION")
