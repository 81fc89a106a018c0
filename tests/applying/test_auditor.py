"""Auditors read everything about a round and its applications, each reading written down, and change nothing (who may see what, 3b)."""

from datetime import timedelta

import sqlalchemy as sa
from flask import Flask

from portal.applying.programmes.models import Round
from portal.applying.reviews.models import Screening
from portal.core import clock
from portal.core.database import session
from portal.core.errors import NotFound
from portal.oversight.journal.models import Reading
from portal.oversight.journal.watched import reading_of
from portal.policy import Action, allows
from tests.architecture.test_words_and_readings import NOT_WATCHED
from tests.policy.test_every_route import guarded_routes
from tests.support.cast import Cast, commit
from tests.support.objects import make_own
from tests.support.reader import Reader

ABOUT = {
    "programme_id", "round_id", "application_id", "version_id", "clarification_id", "review_id", "decision_id", "condition_id", "award_id",
    "award_report_id", "instalment_id", "objection_id", "break_id", "release_id", "allocation_id", "sample_id", "permit_id", "line_id", "workbook_id",
}  # fmt: skip
NOT_READ = {
    "a form that asks; what was said in it is read on the page of its thing, or in the record": """
        clarifications.ask panel.note panel.remark panel.begin panel.give_back panel.one_more
        agenda.choose screening.void decisions.take_back appeals.make appeals.assign
        appeals.answer awards.accept awards.decline awards.suspend awards.close conditions.report conditions.judge conditions.move changes.decide
        monitoring.add monitoring.judge monitoring.move monitoring.waive monitoring.pay monitoring.plan monitoring.write clarifications.answer amendments.ask
        applications.withdraw applications.submit applications.sign_for applications.decline_to_sign applications.ask_permit applications.extend
        applications.decide_permit allocation.new allocation.change allocation.swap sending.send
        mailings.write mailings.sections mailings.nudge calibration.choose calibration.write calibration.edit calibration.agree""",
    "how a round is made: its own page, its preview and its scoring say all of it, in both languages": """
        programmes.form programmes.welsh programmes.give_welsh programmes.edit programmes.entry_rules programmes.copy programmes.add_section
        programmes.edit_section programmes.add_question programmes.edit_question programmes.clarify programmes.add_criterion programmes.edit_criterion
        programmes.add_milestone programmes.edit_milestone rules.edit funding.new_line funding.edit_line programmes.own_words programme_headings.add
        programme_headings.edit""",
    "what the cluster has not sent: of a draft the programme knows only that there is one": """
        applications.write applications.assign applications.language applications.theme applications.read_file offline.bring offline.paper offline.word
        offline.as_pdf
        mailings.not_signed""",
    "the desk of one reviewer; what came of it is read on the panel's page": """
        reviews.show reviews.write reviews.discussion reviews.conflict reviews.decline reviews.file calibration.score""",
    "private notes to a reviewer: theirs, the moderators' and the managers' to read; the record says that one was written": "hints.index hints.write",
    "a workbook is read by whoever asked for it; an auditor asks for their own": "workbooks.show workbooks.fetch",
    "nothing is there to be read yet": "decisions.outcome clarifications.answer_file",
}
WRITTEN_AS_TAKEN_OUT = {Action.PANEL_MINUTES_TAKE, Action.ROUND_PICTURE_TAKE, Action.WORKBOOK_ASK}


def test_every_page_about_a_round_opens_for_the_auditor_and_is_written_down(app: Flask, cast: Cast) -> None:
    """Falls when a new page about a round, an application, an award forgets the auditor: let them in, or name it above with the reason."""
    own = make_own(app, cast)
    exempt = {name for names in NOT_READ.values() for name in names.split()}
    unwatched = {Action(name) for names in NOT_WATCHED.values() for name in names} | WRITTEN_AS_TAKEN_OUT
    closed, stale, silent, acts = set(), exempt.copy(), set(), set()
    with app.test_request_context():
        auditor = cast.signed_in("auditor")
        for rule, view in guarded_routes(app):
            if not view.__module__.startswith(("portal.applying", "portal.oversight")) or not rule.arguments & ABOUT:
                continue
            try:
                subject = view.subject_by(**{a: own[a] for a in rule.arguments})
            except NotFound:
                stale.discard(rule.endpoint)
                continue
            asked = next(
                (a for a in (view.access, view.read_by) if a is not None and allows(auditor, a, subject)), None
            )
            if "GET" in rule.methods and asked is None and rule.endpoint not in exempt:
                closed.add(rule.endpoint)
            if "GET" in rule.methods and asked is None:
                stale.discard(rule.endpoint)
            if asked is not None and asked not in unwatched and reading_of(auditor, asked, subject) is None:
                silent.add(rule.endpoint)
            if rule.methods == {"POST", "OPTIONS"} and asked is not None:
                acts.add(rule.endpoint)
    assert closed == set(), "auditors read everything of a round: read_by=..., or say above why not"
    assert silent <= {"pictures.show"}, (
        "nothing is written down: portal/oversight/journal/watched.py"
    )  # a picture that counts, and shows no score
    assert acts == set()
    assert stale == set(), "the auditor reads this by now, or it is gone"


def test_the_desk_is_read_with_what_stands_in_its_forms_and_without_a_button(app: Flask, cast: Cast) -> None:
    own = make_own(app, cast)

    def screened() -> None:
        session().execute(sa.update(Round).values(closes_at=clock.now() - timedelta(days=1)))
        session().add(
            Screening(application_id=own["application_id"], size_holds=True, heads_permit=True, partner_evidence=True, safeguarding_named=None,
                      is_eligible=True, note="Ocelot note.", screened_by_id=cast.officer.id)
        )  # fmt: skip

    commit(app, screened)
    reader = Reader(app, cast.auditor)
    application, planned = f"/applications/{own['application_id']}", f"/rounds/{own['round_id']}"
    pages = {
        f"{application}/screening": ("Ocelot note.", "Not asked"),
        f"{application}/reviewers": ("Who was asked",),
        f"{application}/criteria": ("None is left out.",),
        f"{application}/as-reviewer": ("We will write letters.",),
        f"{application}/decision": ("The letter as it stands", "Dear all", "Good."),
        f"/decisions/{own['decision_id']}/check": ("Dear all", "waits for a second person"),
        f"{planned}/results": ("Read the letter to",),
        f"/results/{own['release_id']}": ("Sending of results",),
        f"{planned}/results/delivery": (),
        f"{planned}/allocation": (),
        f"{planned}/reports": ("Reports by their day",),
        f"{planned}/awards": ("Visits", "1,000"),
        f"{planned}/checklist": ("No report is late.",),
        f"/awards/{own['award_id']}": ("Award:",),
        f"/award-reports/{own['award_report_id']}": ("We wrote letters.",),
        f"/conditions/{own['condition_id']}": ("Name a second contact.",),
        f"/objections/{own['objection_id']}": ("Not so.",),
        f"/rule-breaks/{own['break_id']}": (),
        f"/programmes/{own['programme_id']}/letters/approved": ("How it looks",),
    }
    for path, words in pages.items():
        reader.get(path).sees(*words)
        assert not reader.page.select("main form[method=post]"), path
    reader.get(application)
    reader.get(f"{application}/versions/1").follow("Check").sees("Ocelot note.")
    with app.app_context():
        kinds = set(session().scalars(sa.select(Reading.kind).where(Reading.person_id == cast.auditor.id)))
        assert {kind.value for kind in kinds} >= {"reviews", "application", "round_scores", "rule_break"}
    reader.post(f"{application}/screening", {"note": "x"}, expect=403)
