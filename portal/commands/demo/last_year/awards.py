"""What was decided of the applications of last year, who was told, and how the awards go on."""

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from portal.applying.applications.models import Application
from portal.applying.applications.services.open_versions import title_of
from portal.applying.awards import agreement, events
from portal.applying.awards.models import (
    Award,
    AwardAcceptance,
    AwardCondition,
    AwardStatus,
    ConditionStatus,
    Decision,
    Outcome,
)
from portal.applying.awards.services.conditions import owe_condition
from portal.applying.awards.services.letters import letter_for
from portal.applying.releases.queries import people_of_clusters
from portal.commands.demo.applying_reviews import REASONS
from portal.commands.demo.last_year.laid import Rows, id_at
from portal.commands.demo.last_year.people import Cast
from portal.commands.demo.last_year.reviews import FEEDBACK
from portal.commands.demo.last_year.rounds import Applied
from portal.commands.demo.world import World
from portal.core import duty
from portal.core.database import session
from portal.core.duty import DutyKind
from portal.core.outbox import OutboxMail
from portal.identity.accounts.models import Person
from portal.oversight.notifications.models import Notification
from portal.policy import Role
from portal.running.partnerships.models import Partnership, PartnershipStatus

DECIDED, READ, SENT, ACCEPTED, STARTED = -238, -236, -235, -222, -210
DECLINED = (
    "The reviewers found a good reason to work together and not yet a plan: months, names and who steps in are missing."
)
INELIGIBLE = "The round asks for a partner school abroad that has agreed. The letter of the partner school is from another round."
OPEN, REPORTED, MET, WAIVED = ConditionStatus.OPEN, ConditionStatus.REPORTED, ConditionStatus.MET, ConditionStatus.WAIVED  # fmt: skip
# of each approval under conditions: (what is asked, how it stands, the days from today by which it is due)
CONDITIONS: Sequence[Sequence[tuple[str, ConditionStatus, int]]] = (
    (
        ("Name a second contact at every school.", MET, -170),
        ("Send the letter of the partner school's head.", MET, -150),
        ("Show the budget without the second visit.", WAIVED, -150),
    ),
    (
        ("Name who steps in for each live lesson.", MET, -120),
        ("Send the safeguarding policy that the partner school goes by.", OPEN, -8),
        ("Agree with the partner school who pays for postage.", OPEN, 4),
    ),
    (
        ("Name a second contact at every school.", REPORTED, -2),
        ("Give months for the three activities of the summer.", OPEN, 5),
        ("Send the letter of the governors.", OPEN, 24),
    ),
    (
        ("Say how pupils with special needs take part.", MET, -90),
        ("Send the timetable of both schools for the summer term.", OPEN, 20),
        ("Show that the visitors are insured.", OPEN, 62),
    ),
)
WAIVED_FOR = "The second visit was taken out of the plan, so the budget needs no second version."
SAID = "Both names stand on the page of the cluster since Monday."


class Telling:
    """The decisions of a round, with their letters, told to everyone."""

    def __init__(self, world: World, rows: Rows, cast: Cast) -> None:
        self.world, self.rows, self.cast = world, rows, cast
        self.manager, self.second = world.people["manager"].id, world.people["manager2"].id

    def decided(
        self, one: Applied, outcome: Outcome, days: int = 0, *, amount: int | None = None, line: uuid.UUID | None = None,
        conditions: str = "", reserve_place: int | None = None, own: str = "",
    ) -> Decision:  # fmt: skip
        """Written down, its letter read by a second person, and sent; `days` later than the others."""
        application = session().get_one(Application, one.id)
        at, read, sent = (self.world.at(days=day + days, minute=one.place) for day in (DECIDED, READ, SENT))
        reasons = own or (DECLINED if outcome == Outcome.DECLINED else REASONS)
        made = Decision(
            id=id_at(at), created_at=at, updated_at=sent, application_id=one.id, round_id=one.round_id, outcome=outcome, reasons=reasons,
            conditions=conditions, feedback=FEEDBACK[one.place % 3], own_letter="", letter="", decided_by_id=self.manager, decided_at=at,
            letter_read_by_id=self.second, letter_read_at=read, released_by_id=self.second, released_at=sent, funding_line_id=line, amount=amount,
            accept_by=(sent + timedelta(days=28)).date() if amount else None, reserve_place=reserve_place,
        )  # fmt: skip
        made.letter, made.letter_language = letter_for(made, application)
        session().add(made)
        about = {"application_id": one.id, "subject_id": one.id, "decision_id": made.id}
        self.rows.note(events.DecisionRecorded(by_id=self.manager, replaced_earlier=False, **about), at)
        self.rows.note(events.LetterRead(by_id=self.second, **about), read)
        self.rows.note(events.DecisionReleased(by_id=self.second, cluster_id=one.by.id, **about), sent)
        self._told(one, made, application.round.name)
        return made

    def _told(self, one: Applied, decision: Decision, name: str) -> None:
        """A notice and a mail to each contact and head. Two mails came back; in every ninth cluster nobody has opened the news."""
        title, path = f"There is news about your application to {name}", f"/applications/{one.id}/outcome"
        sent = decision.released_at or self.world.at(days=SENT)
        people = people_of_clusters({one.by.id}).get(one.by.id, {})
        for n, person_id in enumerate(sorted(people, key=str)):
            once = f"results_sent:{decision.id}:{person_id}"
            has_read = one.place % 9 != 4 and (n + one.place) % 4 != 0
            self.rows.add(
                Notification, sent, person_id=person_id, kind="results_sent", title=title, path=path, cluster_id=one.by.id, once=once,
                subject_id=decision.id, read_at=sent + timedelta(hours=5 + 9 * n) if has_read else None,
            )  # fmt: skip
            came_back = one.place in (6, 15) and n == 2
            end: dict[str, Any] = {"sent_at": sent + timedelta(minutes=2)}
            if came_back:
                end = {"failed_at": sent + timedelta(hours=1), "last_error": "550 5.1.1 mailbox unavailable"}
            self.rows.add(
                OutboxMail, sent, kind="notice", person_id=person_id, address=self.cast.addresses[person_id], subject=title,
                text=f"{title}.\n\nSign in to read it: {path}\n", headers={}, message_id=f"<{id_at(sent).hex}@portal.invalid>", once=once,
                path=path, due_at=sent, attempts=3 if came_back else 1, **end,
            )  # fmt: skip

    def conditions(self, decision: Decision, one: Applied, which: Sequence[tuple[str, ConditionStatus, int]]) -> None:
        """Its conditions, as each of them stands."""
        officer = self.world.people["officer"].id
        for number, (words, status, days) in enumerate(which, start=1):
            due_on, at = self.world.at(days=days).date(), self.world.at(days=min(days, 0) - 5)
            said: dict[str, Any] = {}
            if status in (MET, REPORTED):
                said = {"evidence": SAID, "reported_by_id": one.by.lead.coordinator_id, "reported_at": at}
            if status in (MET, WAIVED):
                said |= {"judged_by_id": officer, "judged_at": at + timedelta(days=2)}
                said["note"] = WAIVED_FOR if status == WAIVED else ""
            side = one.by.other if number == 2 else one.by.lead
            made = AwardCondition(
                decision_id=decision.id, number=number, words=words, school_id=side.school_id, due_on=due_on, status=status,
                reminded_at=self.world.at(days=-7) if status == OPEN and days < 0 else None, **said,
            )  # fmt: skip
            session().add(made)
            session().flush()
            if status == OPEN:
                owe_condition(made, decision.application)
            elif status == REPORTED:
                duty.owe(
                    DutyKind.CHECK_CONDITION, subject_id=made.id, title=title_of(decision.application), cluster_id=one.by.id,
                    role=Role.PROGRAMME_OFFICER.value, due_at=self.world.at(days=20),
                )  # fmt: skip

    def accepted(self, one: Applied, decision: Decision, terms: str, *, is_started: bool) -> Award:
        """Both schools said yes, the agreement is sealed and the partnership open."""
        at = self.world.at(days=ACCEPTED, minute=one.place)
        application = session().get_one(Application, one.id)
        begun: dict[str, Any] = {"started_at": self.world.at(days=STARTED), "starts_on": self.world.at(days=STARTED).date()} if is_started else {}  # fmt: skip
        made = Award(
            id=id_at(at), created_at=at, application_id=one.id, application=application, cluster_id=one.by.id, accept_by=decision.accept_by,
            status=AwardStatus.ACTIVE if is_started else AwardStatus.ACCEPTED, funding_line_id=decision.funding_line_id, amount=decision.amount,
            terms="\n\n".join(words for words in (terms, decision.conditions) if words), currency="GBP", accepted_at=at, **begun,
        )  # fmt: skip
        made.terms_digest = agreement.digest_of_terms(made)
        signed = []
        for side in (one.by.lead, one.by.other):
            signed.append((side.name, session().get_one(Person, side.head_id).name, at - timedelta(days=2)))
        made.agreement = agreement.sealed_facts(made, signed) | {"sealed_at": at.isoformat()}
        made.agreement_digest = agreement.digest(made.agreement)
        session().add(made)
        session().flush()
        for side in (one.by.lead, one.by.other):
            self.rows.add(
                AwardAcceptance, at - timedelta(days=5), award_id=made.id, school_id=side.school_id, person_id=side.head_id,
                accepted_at=at - timedelta(days=2), terms_digest=made.terms_digest,
            )  # fmt: skip
        self._partners(one, made, at)
        about = {"cluster_id": one.by.id, "application_id": one.id, "subject_id": one.id, "award_id": made.id}
        self.rows.note(events.AwardOffered(by_id=self.second, **about), decision.released_at or at)
        self.rows.note(events.AwardAccepted(by_id=one.by.other.head_id, **about), at)
        if is_started:
            self.rows.note(events.AwardStarted(by_id=None, **about), self.world.at(days=STARTED))
        return made

    def _partners(self, one: Applied, award: Award, at: datetime) -> None:
        self.rows.add(
            Partnership, at, cluster_id=one.by.id, name=one.by.name, status=PartnershipStatus.ACTIVE, award_id=award.id, opened_at=at
        )  # fmt: skip
