"""Whom the doors of the applying wing are for, as the design says it (who may see what; the matrix of roles; the moves of applications and reviews).

It is written from the design alone and knows nothing of actions or of the policy: a door that asks for the wrong action lets in others than these.
"""

from collections.abc import Iterable
from dataclasses import dataclass

WRITTEN, READ, BLIND, TIED, BACK, TOLD = "written", "read", "read blind", "tied", "taken back", "told"
PHASES = (WRITTEN, READ, BLIND, TIED, BACK, TOLD)
"""An application while it is written; with reviewers; with reviewers in a blind round; the same while everyone of the programme is tied to its cluster;
after the cluster took it back; once its result was sent."""

# who they are in the cast, in their own cluster and in another one
PEOPLE: dict[str, tuple[set[str], set[str]]] = {
    "everyone": (set(), set()),  # filled by the test
    "a teacher of the cluster": (
        {"coordinator", "teacher", "head", "vale_contact", "vale_teacher", "vale_head", "ford_contact", "ford_teacher",
         "ford_head", "abroad", "abroad_teacher", "abroad_head"},
        {"outsider", "outsider_head", "waiting", "abroad", "abroad_teacher", "abroad_head"},
    ),
    "a teacher of a school that is asked to join": ({"waiting"}, {"ford_contact", "ford_teacher", "ford_head"}),
    "a teacher of the cluster at home": (
        {"coordinator", "teacher", "head", "vale_contact", "vale_teacher", "vale_head", "ford_contact", "ford_teacher", "ford_head"},
        {"outsider", "outsider_head", "waiting"},
    ),
    "a teacher of the lead school or the coordinator": (
        {"coordinator", "teacher", "head", "vale_contact"},
        {"outsider", "outsider_head"},
    ),
    "the coordinator": ({"coordinator", "vale_contact"}, {"outsider"}),
    "a contact of the lead school": ({"coordinator", "head"}, {"outsider", "outsider_head"}),
    "who signs for the lead school": ({"head"}, {"outsider_head"}),
    "the authority": ({"authority"},) * 2,
    "the reviewer it was given to": ({"reviewer"}, {"reviewer2"}),
    "a reviewer": ({"reviewer", "reviewer2", "reviewer3"},) * 2,
    "the moderator": ({"moderator"},) * 2,
    "an officer": ({"officer"},) * 2,
    "a manager": ({"manager", "manager2"},) * 2,
    "the other manager": ({"manager2"},) * 2,  # of two: the first asked for it, or decided it
    "the auditor": ({"auditor"},) * 2,
    "who asked for the workbook": ({"manager"}, {"manager2"}),
}  # fmt: skip


@dataclass(frozen=True)
class Audience:
    """Who, in which phases."""

    who: frozenset[tuple[str, str]]

    def __or__(self, other: "Audience") -> "Audience":
        return Audience(self.who | other.who)

    def in_(self, phases: Iterable[str]) -> "Audience":
        """These people, in no other phase."""
        return Audience(frozenset(one for one in self.who if one[1] in set(phases)))

    def keys(self, phase: str, *, foreign: bool) -> set[str]:
        """The keys of the cast that it comes to."""
        found: set[str] = set()
        return found.union(*(PEOPLE[words][foreign] for words, when in self.who if when == phase))


def people(*words: str) -> Audience:
    """These people, whatever the phase."""
    return Audience(frozenset((one, phase) for one in words for phase in PHASES))


@dataclass(frozen=True)
class Door:
    """Who may open the page and send its form; who may only read it besides."""

    acts: Audience
    reads: Audience


CLEAR = {WRITTEN, READ, BLIND, BACK, TOLD}  # who is tied to the cluster is absent
SENT = {READ, BLIND, BACK, TOLD}  # the programme knows nothing of what was not submitted
STANDS = {READ, BLIND, TOLD}

NOBODY, EVERYONE = people(), people("everyone")
CLUSTER, COORDINATOR = people("a teacher of the cluster"), people("the coordinator")
SIGNS_FOR_LEAD = people("who signs for the lead school")
STAFF, MANAGER = people("an officer", "a manager"), people("a manager")
MODERATOR, AUDITOR, REVIEWERS = people("the moderator"), people("the auditor"), people("a reviewer")
DESK = STAFF | MODERATOR | AUDITOR

READS_IT = CLUSTER | (STAFF | AUDITOR).in_(SENT) | MODERATOR.in_(SENT - {BLIND})
AUDITS_IT = AUDITOR.in_(SENT)
CHECKS_IT, MANAGES_IT = STAFF.in_(STANDS), MANAGER.in_(STANDS)
SITS_ON_IT = (STAFF | MODERATOR).in_(STANDS)
ASKS_ABOUT_IT = STAFF.in_(STANDS) | MODERATOR.in_(STANDS - {BLIND})
GIVEN = people("the reviewer it was given to")
HAS_IT = GIVEN.in_(CLEAR)
READS_THE_AWARD = CLUSTER | (STAFF | AUDITOR).in_(CLEAR)
CLEAR_STAFF, CLEAR_MANAGER = STAFF.in_(CLEAR), MANAGER.in_(CLEAR)


def acts(who: Audience, reads: Audience = NOBODY) -> Door:
    return Door(who, reads)


DOORS: dict[str, Door] = {
    # rounds and their forms: everyone reads what was published, managers write, the auditor looks on
    "programmes.index": acts(EVERYONE),
    "programmes.show": acts(EVERYONE),
    "rules.show": acts(EVERYONE),
    "offline.blank": acts(EVERYONE),
    "programmes.new": acts(MANAGER),
    "programmes.new_programme": acts(MANAGER),
    "programmes.own_words": acts(MANAGER),
    "programmes.edit": acts(MANAGER),
    "programmes.copy": acts(MANAGER),
    "programmes.publish": acts(MANAGER),
    "programmes.preview": acts(MANAGER, reads=AUDITOR),
    "programmes.form": acts(MANAGER),
    "programmes.prepare_form": acts(MANAGER),
    "programmes.use_form": acts(MANAGER),
    "programmes.drop_form": acts(MANAGER),
    "programmes.entry_rules": acts(MANAGER),
    "programmes.add_section": acts(MANAGER),
    "programmes.edit_section": acts(MANAGER),
    "programmes.move_section_up": acts(MANAGER),
    "programmes.remove_section": acts(MANAGER),
    "programmes.add_question": acts(MANAGER),
    "programmes.edit_question": acts(MANAGER),
    "programmes.clarify": acts(MANAGER),
    "programmes.move_question_up": acts(MANAGER),
    "programmes.remove_question": acts(MANAGER),
    "programmes.add_criterion": acts(MANAGER),
    "programmes.edit_criterion": acts(MANAGER),
    "programmes.remove_criterion": acts(MANAGER),
    "programmes.add_milestone": acts(MANAGER),
    "programmes.edit_milestone": acts(MANAGER),
    "programmes.remove_milestone": acts(MANAGER),
    "programmes.welsh": acts(MANAGER),
    "programmes.give_welsh": acts(MANAGER),
    "programme_headings.index": acts(MANAGER, reads=AUDITOR),
    "programme_headings.start": acts(MANAGER),
    "programme_headings.add": acts(MANAGER),
    "programme_headings.edit": acts(MANAGER),
    "programme_headings.move_up": acts(MANAGER),
    "programme_headings.remove": acts(MANAGER),
    "programme_headings.drop": acts(MANAGER),
    "rules.edit": acts(MANAGER),
    "rules.checklist": acts(MANAGER, reads=AUDITOR),
    "rules.remove_line": acts(MANAGER),
    "funding.rules": acts(MANAGER, reads=AUDITOR),
    "funding.new_line": acts(MANAGER),
    "funding.edit_line": acts(MANAGER),
    "letters.index": acts(MANAGER, reads=AUDITOR),
    "letters.edit": acts(MANAGER, reads=AUDITOR),
    # the desk of a round
    "applications.dashboard": acts(DESK),
    "applications.exceptions": acts(DESK),
    "panel.strip": acts(DESK),
    "panel.line": acts(DESK),
    "panel.by_form": acts(DESK),
    "applications.extend": acts(MANAGER),
    "applications.ask_permit": acts(MANAGER),
    "applications.decide_permit": acts(people("the other manager").in_(CLEAR)),
    "mailings.sections": acts(STAFF),
    "mailings.write": acts(STAFF),
    "mailings.lacking": acts(STAFF),
    "mailings.not_signed": acts(STAFF),
    "mailings.nudge": acts(CLEAR_STAFF),
    "allocation.show": acts(STAFF | AUDITOR),
    "allocation.new": acts(STAFF),
    "allocation.cancel": acts(STAFF),
    "allocation.release": acts(STAFF),
    "calibration.show": acts(DESK),
    "calibration.choose": acts(STAFF),
    "calibration.write": acts(STAFF),
    "calibration.spread": acts(DESK),
    "calibration.edit": acts(STAFF),
    "calibration.open_it": acts(STAFF),
    "calibration.ask": acts(STAFF),
    "calibration.end": acts(STAFF),
    "calibration.agree": acts(MODERATOR),
    "releases.show": acts(STAFF, reads=AUDITOR),
    "releases.progress": acts(STAFF | AUDITOR),
    "releases.confirm": acts(people("an officer", "the other manager")),
    "releases.stop": acts(STAFF),
    "monitoring.of_round": acts(STAFF | AUDITOR),
    # a cluster's own application
    "sizes.show_size": acts(CLUSTER | STAFF | people("the authority")),
    "applications.of_cluster": acts(
        CLUSTER | STAFF | AUDITOR | people("the authority", "a teacher of a school that is asked to join")
    ),  # who sees the cluster; it lists what each may read
    "applications.start": acts(COORDINATOR),
    "applications.show": acts(READS_IT),
    "applications.read": acts(READS_IT),
    "applications.receipt": acts(READS_IT),
    "applications.sign": acts(READS_IT),
    "applications.version": acts(READS_IT),
    "applications.download": acts(READS_IT),
    "applications.sealed_file": acts(READS_IT),
    "applications.read_file": acts(CLUSTER),
    "offline.as_pdf": acts(CLUSTER),
    "offline.word": acts(CLUSTER),
    "offline.paper": acts(CLUSTER),
    "offline.bring": acts(CLUSTER),
    "applications.write": acts(people("a teacher of the cluster at home")),
    "applications.autosave": acts(people("a teacher of the cluster at home")),
    "applications.here": acts(people("a teacher of the cluster at home")),
    "applications.write for a school": acts(people("a teacher of the lead school or the coordinator")),
    "applications.autosave for a school": acts(people("a teacher of the lead school or the coordinator")),
    "applications.here for a school": acts(people("a teacher of the lead school or the coordinator")),
    "applications.assign": acts(COORDINATOR),
    "applications.assign for a school": acts(COORDINATOR),
    "applications.theme": acts(COORDINATOR),
    "applications.language": acts(COORDINATOR),
    "applications.ask_signatures": acts(COORDINATOR),
    "applications.ask_again": acts(COORDINATOR),
    "applications.cancel_signing": acts(COORDINATOR),
    "applications.open_all_sections": acts(COORDINATOR),
    "applications.write_to_head": acts(COORDINATOR),
    "applications.sign_for": acts(SIGNS_FOR_LEAD),
    "applications.decline_to_sign": acts(SIGNS_FOR_LEAD),
    "applications.submit": acts(COORDINATOR),
    "applications.edit_again": acts(COORDINATOR),
    "applications.withdraw": acts(COORDINATOR),
    "applications.undo_withdrawal": acts(COORDINATOR),
    "changes.show": acts(READS_THE_AWARD),
    "changes.decide": acts(CLEAR_MANAGER),
    "clarifications.ask": acts(ASKS_ABOUT_IT),
    "clarifications.show": acts(READS_IT),
    "clarifications.answer_file": acts(READS_IT),
    "clarifications.answer": acts(COORDINATOR),
    "clarifications.sign": acts(SIGNS_FOR_LEAD),
    "clarifications.confirm_review": acts(HAS_IT),
    # the check, the reviewers, the panel
    "screening.show": acts(CHECKS_IT, reads=AUDITS_IT),
    "screening.criteria": acts(CHECKS_IT, reads=AUDITS_IT),
    "screening.count_again": acts(CHECKS_IT),
    "screening.confirm": acts(CHECKS_IT),
    "screening.reinstate": acts(MANAGES_IT),
    "screening.allocate": acts(CHECKS_IT, reads=AUDITS_IT),
    "screening.void": acts(CHECKS_IT),  # it was not sent yet; once it was, managers alone
    "allocation.change": acts(CHECKS_IT),
    "allocation.swap": acts(CHECKS_IT),
    "allocation.profile": acts(REVIEWERS),
    "hints.index": acts(MODERATOR | MANAGER),
    "hints.write": acts(MODERATOR | MANAGER),
    "hints.mine": acts(REVIEWERS),
    "reviews.queue": acts(REVIEWERS),
    "reviews.show": acts(HAS_IT),
    "reviews.write": acts(HAS_IT),
    "reviews.keep_draft": acts(HAS_IT),
    "reviews.discussion": acts(HAS_IT),
    "reviews.file": acts(GIVEN.in_({READ})),  # in a blind round a file could tell whose it is
    "reviews.conflict": acts(GIVEN),
    "reviews.decline": acts(GIVEN),
    "calibration.score": acts(REVIEWERS),
    "panel.show": acts((STAFF | MODERATOR | AUDITOR).in_(SENT)),
    "panel.as_reviewer": acts(CHECKS_IT, reads=AUDITS_IT),
    "panel.begin": acts(MODERATOR.in_(STANDS)),
    "sending.send": acts(MANAGER),  # those of a round that have all their reviews, which would go by themselves
    "panel.give_back": acts(MODERATOR.in_(STANDS)),
    "panel.note": acts(SITS_ON_IT),
    "panel.one_more": acts(SITS_ON_IT),
    "panel.remark": acts(SITS_ON_IT),
    # what was decided, and what comes after
    "decisions.record": acts(MANAGES_IT, reads=AUDITS_IT),
    "decisions.take_back": acts(MANAGES_IT),
    "decisions.check": acts(people("an officer", "the other manager").in_(CLEAR), reads=AUDITS_IT),
    "decisions.outcome": acts(READS_IT.in_({TOLD})),
    "appeals.make": acts(COORDINATOR.in_({TOLD})),
    "appeals.show": acts(READS_THE_AWARD),
    "appeals.assign": acts(CLEAR_MANAGER),
    "appeals.answer": acts(people("an officer").in_(CLEAR)),
    "conditions.show": acts(CLUSTER.in_({TOLD}) | (STAFF | AUDITOR).in_(CLEAR)),
    "conditions.report": acts((COORDINATOR | people("a contact of the lead school")).in_({TOLD})),
    "conditions.judge": acts(CLEAR_STAFF),
    "conditions.move": acts(CLEAR_STAFF),
    "awards.show": acts(READS_THE_AWARD),
    "awards.agreement_file": acts(READS_THE_AWARD),
    "awards.accept": acts(SIGNS_FOR_LEAD),  # the school that this award asks
    "awards.write_to_head": acts(COORDINATOR),
    "awards.decline": acts(COORDINATOR),
    "awards.suspend": acts(CLEAR_MANAGER),
    "awards.resume": acts(CLEAR_MANAGER),
    "awards.close": acts(CLEAR_MANAGER),
    "amendments.show": acts(READS_THE_AWARD),
    "amendments.ask": acts(COORDINATOR),
    "amendments.take_back": acts(COORDINATOR),
    "amendments.answer": acts(CLEAR_STAFF),
    "monitoring.show": acts(READS_THE_AWARD),
    "monitoring.write": acts(COORDINATOR),
    "monitoring.send": acts(COORDINATOR),
    "monitoring.add": acts(CLUSTER),
    "monitoring.judge": acts(CLEAR_STAFF),
    "monitoring.move": acts(CLEAR_MANAGER),
    "monitoring.waive": acts(CLEAR_MANAGER),
    "monitoring.plan": acts(CLEAR_STAFF),
    "monitoring.pay": acts(CLEAR_STAFF),
    "monitoring.cancel": acts(CLEAR_STAFF),
}
