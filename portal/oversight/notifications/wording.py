"""What is owed, in words: what to do, and what happens if nobody does it. The page *What needs me* and the daily mail say the same."""

import uuid
from dataclasses import dataclass
from typing import Any

from portal.core.duty import DutyKind
from portal.core.i18n import _l, note_english, said_in_english


@dataclass(frozen=True)
class Wording:
    """`task` is a sentence that begins with a verb and holds %(title)s; `otherwise` is what happens if nothing is done."""

    task: Any
    otherwise: Any


WORDING: dict[DutyKind, Wording] = {
    DutyKind.CONFIRM_SCHOOL: Wording(
        _l("Ask the head to confirm %(title)s"),
        _l("Without the head’s confirmation the school cannot be verified, and cannot send an application."),
    ),
    DutyKind.VERIFY_SCHOOL: Wording(
        _l("Verify %(title)s"),
        _l(
            "Until it is verified, the school is not listed, and cannot have live lessons with pupils or send an application."
        ),
    ),
    DutyKind.RECHECK_SCHOOL: Wording(
        _l("Look at %(title)s again"), _l("The school stays verified, though something about it is not clear.")
    ),
    DutyKind.CONFIRM_ROLE: Wording(
        _l("Confirm or refuse a role for %(title)s"), _l("Until a second person says yes, the role is not given.")
    ),
    DutyKind.CHOOSE_SUCCESSOR: Wording(
        _l("Say which school follows %(title)s"),
        _l(
            "The register says that it has closed. Your clusters and partners keep the old name until you say what follows."
        ),
    ),
    DutyKind.ANSWER_JOIN_REQUEST: Wording(
        _l("Answer the request to join your school: %(title)s"),
        _l("Until you answer, this person sees nothing of your school’s work."),
    ),
    DutyKind.ANSWER_INVITATION: Wording(
        _l("Answer the invitation to join %(title)s"),
        _l("If you do not answer in time, the invitation ends and the place can go to another school."),
    ),
    DutyKind.ACCEPT_OFFICE: Wording(
        _l("Say yes or no to your nomination: %(title)s"),
        _l("Until someone says yes, the cluster has nobody in this office and cannot apply."),
    ),
    DutyKind.AGREE_NOMINATION: Wording(
        _l("Say whether your school agrees to the nomination: %(title)s"),
        _l("If your school says nothing by then, it counts as agreed."),
    ),
    DutyKind.FULFIL_INTENTION: Wording(
        _l("Do what you intended: %(title)s"),
        _l("After the date it stands there as still to come; you can move the date."),
    ),
    DutyKind.APPROVE_CHANGE: Wording(
        _l("Decide whether %(title)s may go on as it is"),
        _l(
            "The cluster no longer meets a rule of its round. Until you decide, its schools do not know where they stand."
        ),
    ),
    DutyKind.SIGN_WORKING: Wording(
        _l("Read and sign the working agreement of %(title)s"),
        _l("The other schools do not know whether yours agrees. If something is not right, talk with the coordinator."),
    ),
    DutyKind.REVIEW_WORKING: Wording(
        _l("Look at the working agreement of %(title)s again"),
        _l("It goes on as it is. Talk with the schools about whether it still fits."),
    ),
    DutyKind.PASS_ON_LEARNING: Wording(
        _l("Pass on what you learned: %(title)s"),
        _l("It stays in the plan as late. You can also say that it will not be done."),
    ),
    DutyKind.WRITE_ANNUAL: Wording(
        _l("Write the review of the year for %(title)s"),
        _l("The figures are there already. Governors, authority and parents wait to read it."),
    ),
    DutyKind.NAME_SEAT: Wording(
        _l("Say who sits for your school in %(title)s"),
        _l("The seat stays empty, and nobody speaks for your school there."),
    ),
    DutyKind.RENEW_SEAT: Wording(
        _l("Say whether this seat goes on: %(title)s"),
        _l("It stays as it is, shown as a term that is over."),
    ),
    DutyKind.ANSWER_MEETING: Wording(
        _l("Say whether you come to the meeting: %(title)s"),
        _l("The others do not know whether to wait for you."),
    ),
    DutyKind.WRITE_MINUTES: Wording(
        _l("Write the minutes of the meeting: %(title)s"),
        _l("Who was not there does not know what was said."),
    ),
    DutyKind.VOTE_DECISION: Wording(
        _l("Say what your school thinks of a proposal in %(title)s"),
        _l("The others decide without your school. Silence is not a no."),
    ),
    DutyKind.DO_ACTION: Wording(
        _l("Do what was agreed: %(title)s"),
        _l("It is on the agenda of the next meeting, as something that waits."),
    ),
    DutyKind.HOLD_MEETING: Wording(
        _l("Find a date for %(title)s, or check in: it has not met for a while"),
        _l("Nothing stops. But questions wait, and members lose touch."),
    ),
    DutyKind.ANSWER_ROTA_SWAP: Wording(
        _l("Say whether you swap terms: %(title)s"),
        _l("The terms stay as they are, and the other school does not know it."),
    ),
    DutyKind.HAND_ON: Wording(
        _l("Write a word for whoever takes over: %(title)s"),
        _l("The file goes along without it. What only you know may be lost."),
    ),
    DutyKind.TAKE_OVER: Wording(
        _l("It is your school’s turn: %(title)s. Read the file"),
        _l("The others do not know whether the duty has arrived."),
    ),
    DutyKind.SELF_CHECK: Wording(
        _l("Answer the nine questions of the self-check for %(title)s"),
        _l("Nothing stops. But you and your adviser do not see what could be easier."),
    ),
    DutyKind.READ_IN: Wording(
        _l("Read in to %(title)s: half an hour, in pieces"),
        _l("Nobody waits for it, but what is planned may pass you by."),
    ),
    DutyKind.PASS_TASK: Wording(
        _l("See that the authority takes this over: %(title)s"),
        _l("The next phase of the handover cannot begin."),
    ),
    DutyKind.ANSWER_RESHAPING: Wording(
        _l("Say whether the clusters shall change: %(title)s"),
        _l("Everything stays as it is."),
    ),
    DutyKind.CHECK_AFTER_SUPPORT: Wording(
        _l("Say how it goes without support: %(title)s"),
        _l("The programme does not learn what has stayed."),
    ),
    DutyKind.ANSWER_LOAN: Wording(
        _l("Say whether you lend %(title)s"),
        _l("The other school does not know whether it can plan with it."),
    ),
    DutyKind.HAND_OUT_LOAN: Wording(
        _l("Hand out what you promised to lend: %(title)s"),
        _l("The other school waits for it."),
    ),
    DutyKind.BRING_BACK: Wording(
        _l("Bring back what you have borrowed: %(title)s"),
        _l("No other school can have it, and yours cannot leave the cluster before."),
    ),
    DutyKind.PAY_SHARE: Wording(
        _l("Pay your school’s share of the costs of %(title)s"),
        _l("The school that keeps the money goes on paying for yours."),
    ),
    DutyKind.PAY_BACK: Wording(
        _l("Pay back what is left: %(title)s"),
        _l("The school that leaves cannot go before it has its money."),
    ),
    DutyKind.APPROVE_PAYMENT: Wording(
        _l("Say yes or no to a payment: %(title)s"),
        _l("It does not count, and nothing is paid from the purse for it."),
    ),
    DutyKind.TAKE_PURSE: Wording(
        _l("Say whether your school keeps the money of %(title)s"),
        _l("The school that keeps it now goes on."),
    ),
    DutyKind.ANSWER_GROUP: Wording(
        _l("Say whether your cluster and %(title)s belong together"),
        _l("They can take the question back. Nothing else happens."),
    ),
    DutyKind.GIVE_STATEMENT: Wording(
        _l("Give the statement you were asked for: %(title)s"), _l("The cluster applies without your statement.")
    ),
    DutyKind.WRITE_SECTION: Wording(
        _l("Write your part of the application: %(title)s"),
        _l("The application cannot be signed while an answer is missing."),
    ),
    DutyKind.SIGN_APPLICATION: Wording(
        _l("Sign the application: %(title)s"), _l("The application is not complete until every school has signed.")
    ),
    DutyKind.SUBMIT_APPLICATION: Wording(
        _l("Send the application: %(title)s"), _l("After the deadline it cannot be sent, and does not take part.")
    ),
    DutyKind.SCREEN_APPLICATION: Wording(
        _l("Check whether the application meets the rules: %(title)s"), _l("Nobody can review it before that.")
    ),
    DutyKind.CONFIRM_INELIGIBLE: Wording(
        _l("Confirm, or correct, that an application does not meet the rules: %(title)s"),
        _l("It is not decided, and nobody reviews it."),
    ),
    DutyKind.ANSWER_CLARIFICATION: Wording(
        _l("Answer the question of the programme: %(title)s"),
        _l("The application is judged as it stands, without your answer."),
    ),
    DutyKind.SIGN_CLARIFICATION: Wording(
        _l("Sign what your school answers to the programme: %(title)s"),
        _l("The application is judged as it stands, without the answer."),
    ),
    DutyKind.CONFIRM_REVIEW: Wording(
        _l("Say whether your review still stands: %(title)s"),
        _l("Your review stays as it is, and it is said that it was written before the answer came."),
    ),
    DutyKind.ALLOCATE_APPLICATION: Wording(
        _l("Choose reviewers for the application: %(title)s"), _l("Nobody can review it before that.")
    ),
    DutyKind.REVIEW: Wording(
        _l("Review the application: %(title)s"),
        _l("When it is late, the application may be given to another reviewer."),
    ),
    DutyKind.CALIBRATE: Wording(
        _l("Score the sample application for practice: %(title)s"),
        _l("The programme may give you nothing to read before that."),
    ),
    DutyKind.AGREE_SCORES: Wording(
        _l("Write the agreed scores of the sample: %(title)s"),
        _l("Reviewers cannot see where they differ before that."),
    ),
    DutyKind.MODERATE: Wording(
        _l("Moderate the reviews: %(title)s"), _l("There can be no decision before the reviews are moderated.")
    ),
    DutyKind.DECIDE: Wording(
        _l("Record the decision: %(title)s"), _l("The cluster cannot be told before there is a decision.")
    ),
    DutyKind.DECIDE_PERMIT: Wording(
        _l("Say whether an application gets more time: %(title)s"),
        _l("Until a second person says yes, the cluster has no more time."),
    ),
    DutyKind.CHECK_LETTER: Wording(
        _l("Read the letter before it is sent: %(title)s"),
        _l("Nothing is sent before a second person has read it."),
    ),
    DutyKind.RELEASE: Wording(
        _l("Send the results: %(title)s"), _l("The clusters know nothing of them until they are sent.")
    ),
    DutyKind.MEET_CONDITION: Wording(
        _l("See to a condition of your award: %(title)s"),
        _l("The award cannot start while a condition is open. After its day the award may be taken back."),
    ),
    DutyKind.CHECK_CONDITION: Wording(
        _l("Look whether a condition is met: %(title)s"), _l("The award cannot start before you say so.")
    ),
    DutyKind.ASSIGN_OBJECTION: Wording(
        _l("Choose who hears an objection: %(title)s"), _l("The cluster waits for someone who looks at it.")
    ),
    DutyKind.HEAR_OBJECTION: Wording(
        _l("Answer an objection: %(title)s"), _l("The cluster does not know whether its outcome stays.")
    ),
    DutyKind.WRITE_REPORT: Wording(
        _l("Write the report to the programme: %(title)s"),
        _l("It stays late until it is accepted. Nothing is paid while it is late."),
    ),
    DutyKind.ADD_TO_REPORT: Wording(
        _l("Add your school’s words to the report: %(title)s"), _l("The report goes without your school’s voice.")
    ),
    DutyKind.CHECK_REPORT: Wording(
        _l("Read the report of an award: %(title)s"), _l("The cluster does not know whether it is enough.")
    ),
    DutyKind.ANSWER_AWARD_CHANGE: Wording(
        _l("Answer the change of an award that is asked for: %(title)s"),
        _l("Until you answer, the cluster goes on as it was awarded."),
    ),
    DutyKind.OFFER_RESERVE: Wording(
        _l("Offer a place that is free to the next on the reserve list: %(title)s"),
        _l("The place stays empty until you offer it."),
    ),
    DutyKind.ACCEPT_AWARD: Wording(
        _l("Accept the award for your school: %(title)s"), _l("The award starts when every school has said yes.")
    ),
    DutyKind.AGREE_PAIR: Wording(
        _l("Say whether you agree to the link: %(title)s"), _l("The schools are not linked until you agree.")
    ),
    DutyKind.REPLY: Wording(
        _l("Reply to “%(title)s”"), _l("The other school sees that your school still owes an answer.")
    ),
    DutyKind.ANSWER_HELP: Wording(
        _l("A school needs help: see that “%(title)s” is answered"),
        _l("Answer it, or ask a school that can. Until then the school waits alone."),
    ),
    DutyKind.READ_FIRST_POST: Wording(
        _l("Read a first message of %(title)s"),
        _l("Nobody else sees it until you put it on the board. The school waits to say hello."),
    ),
    DutyKind.CONFIRM_ACTIVITY: Wording(
        _l("Say yes to “%(title)s”, or choose another time"),
        _l("Until your school has said yes, it needs confirming, and the other school cannot count on it."),
    ),
    DutyKind.DELIVER_ACTIVITY: Wording(
        _l("Do “%(title)s”, or ask for a stand-in"),
        _l("If you cannot, another school can stand in: ask as early as you can."),
    ),
    DutyKind.CONFIRM_DELIVERY: Wording(
        _l("Say that “%(title)s” took place"), _l("It does not count as done until both schools say so.")
    ),
    DutyKind.ANSWER_HANDOFF: Wording(
        _l("Can your school stand in for “%(title)s”?"),
        _l("If no school can, the coordinator is asked, and the partner school is told kindly."),
    ),
    DutyKind.HAND_BACK: Wording(
        _l("Pass “%(title)s” back to its own school, with a note"),
        _l("Its own school does not know how it went until you do."),
    ),
    DutyKind.AGREE_TIME_OUT: Wording(
        _l("Agree the time out of class for “%(title)s”"),
        _l(
            "The other school counts on your teacher. If the time cannot be given, say so early: others are asked then."
        ),
    ),
    DutyKind.FILL_VACANCY: Wording(
        _l("Find a school for the empty place in %(title)s"),
        _l("The partner school and the planned activities stay without a school here."),
    ),
    DutyKind.BREAK_SILENCE: Wording(
        _l("Say hello again: it has been quiet in %(title)s"),
        _l("A short friendly message often brings a link back to life. You can also put it on hold until a day."),
    ),
    DutyKind.SIGN_AGREEMENT: Wording(
        _l("Read and sign the agreement of %(title)s"),
        _l("It is not in force until every head has signed. If something is not right, say what would have to change."),
    ),
    DutyKind.REVIEW_AGREEMENT: Wording(
        _l("Look at the agreement of %(title)s again"),
        _l("It stays in force as it is. Talk with the schools about whether it still fits."),
    ),
    DutyKind.AGREE_MENTORING: Wording(
        _l("Say whether your school would like to be mentored in %(title)s"),
        _l("The other school waits to hear. Saying no is a complete answer."),
    ),
    DutyKind.END_MENTORING: Wording(
        _l("Say whether the mentoring goes on after its last day: %(title)s"),
        _l("Without an answer it stays open, and nobody knows whether it goes on."),
    ),
    DutyKind.NAME_ADULT: Wording(
        _l("Name the adult in the room: %(title)s"),
        _l("An activity with pupils needs an adult at each end."),
    ),
    DutyKind.NAME_TEACHER: Wording(
        _l("Name who of your school does it: %(title)s"),
        _l("An activity with pupils needs an adult at each end. Without one it cannot be confirmed."),
    ),
    DutyKind.ANSWER_ACTIVITY: Wording(
        _l("Say whether your school comes: %(title)s"),
        _l("The school that invites you plans for those who come. “Not sure yet” is an answer, too."),
    ),
    DutyKind.AGREE_VISIT: Wording(
        _l("Say whether you can have the visitors: %(title)s"),
        _l("Until you answer they cannot book, and nobody prepares the visit."),
    ),
    DutyKind.LET_TRAVEL: Wording(
        _l("Say whether your colleague may travel: %(title)s"),
        _l("Another school plans the visit. It cannot be confirmed before you have said so."),
    ),
    DutyKind.CHECK_VISIT: Wording(
        _l("Finish your school’s part of the safety list: %(title)s"),
        _l("As long as one point is open, the visit cannot be confirmed."),
    ),
    DutyKind.CONFIRM_VISIT: Wording(
        _l("Finish the safety list and confirm the visit: %(title)s"),
        _l("A visit that is not confirmed does not take place."),
    ),
    DutyKind.REPORT_VISIT: Wording(
        _l("Tell the cluster how the visit was: %(title)s"),
        _l("The other schools wait to read what you brought home."),
    ),
    DutyKind.GIVE_QUESTIONS: Wording(
        _l("Give your questions along: %(title)s"),
        _l("The teacher travels without a question of your school. You still read the report."),
    ),
    DutyKind.BRING_ANSWERS: Wording(
        _l("Bring the answers home: %(title)s"),
        _l("A school that gave its questions along goes without an answer."),
    ),
    DutyKind.ANSWER_SWAP: Wording(
        _l("Say whether you swap turns with %(title)s"),
        _l("Until you answer, the order stays as it is."),
    ),
    DutyKind.RENEW_STATEMENT: Wording(
        _l("Ask for a newer letter of support: %(title)s"),
        _l(
            "The letter is older than a year. It stays readable, but counts no more. Asking anew is one click, everything is filled in."
        ),
    ),
    DutyKind.DO_TASK: Wording(
        _l("Do your part of the plan: %(title)s"),
        _l("The other schools wait for it. If something stands in the way, say so, or pass it on."),
    ),
    DutyKind.SUPPORT_TASK: Wording(
        _l("Help another school here: %(title)s"),
        _l("Its own partner waits. If your school cannot, pass it on: another school is asked."),
    ),
    DutyKind.FIND_HELPER: Wording(
        _l("Find a school for: %(title)s"), _l("Nobody has taken it on yet, and its day comes nearer.")
    ),
    DutyKind.NAME_CLASS: Wording(
        _l("Say with which class your school takes part in %(title)s"),
        _l("The other schools cannot plan with yours. A year group and a number are enough."),
    ),
    DutyKind.RESUME_PARTNERSHIP: Wording(
        _l("Take %(title)s up again, or choose another day"),
        _l("It stays on hold, and the partner school does not know when it goes on."),
    ),
    DutyKind.ANSWER_PARTNERSHIP: Wording(
        _l("Answer %(title)s, who would like to be your partner school"),
        _l("If nobody answers in time, the request ends and the other school is told kindly."),
    ),
    DutyKind.ANSWER_CLUSTER: Wording(
        _l("Answer the cluster %(title)s, which would like to be your partner cluster"),
        _l("If nobody answers in time, the request ends and the other cluster is told kindly."),
    ),
    DutyKind.JOIN_AS_INVITED: Wording(
        _l("Register your school and join %(title)s"),
        _l("The place in the cluster stays empty until you do. You can take your time."),
    ),
    DutyKind.BUILD_TWIN: Wording(
        _l("Build your own cluster as partner of %(title)s"),
        _l("Until then the schools that invited you wait for their partners. You can take your time."),
    ),
    DutyKind.PASS_ON: Wording(
        _l("Pass on what is left before your school leaves %(title)s"),
        _l("Whatever is not passed on, nobody looks after when your school has left."),
    ),
    DutyKind.NAME_CONTACT: Wording(
        _l("Name a second contact for %(title)s"),
        _l("With one contact alone, nobody answers for your school while that person is away."),
    ),
    DutyKind.REVIEW_SAFEGUARDING: Wording(
        _l("Renew the safeguarding answers of %(title)s"),
        _l("When they have run out, no new activity with pupils can be confirmed."),
    ),
    DutyKind.CONFIRM_MEMBERS: Wording(
        _l("Say who still works at %(title)s"),
        _l("Whoever is not confirmed is told twice, and is then no longer a member."),
    ),
    DutyKind.YEARLY_YES: Wording(
        _l("See that the head says the yearly yes for %(title)s"),
        _l("The head gets three letters. After that your school’s page says that the yes is late."),
    ),
    DutyKind.ANSWER_MEDIATION: Wording(
        _l("Read a private matter in %(title)s and say yes or no"),
        _l("Nothing is talked about before your school has answered. The other school waits."),
    ),
    DutyKind.MEDIATE: Wording(
        _l("You are asked to help two schools in %(title)s: say yes or no"),
        _l("The two schools wait. If you cannot do it, say no, and they ask someone else."),
    ),
    DutyKind.LEAD_TALKS: Wording(
        _l("Talk with two schools in %(title)s, and write down the first step"),
        _l("Both have said yes and wait for you."),
    ),
    DutyKind.CHOOSE_MEDIATOR: Wording(
        _l("Choose someone else to help in a private matter in %(title)s"),
        _l("Without someone who is not involved, the talks cannot begin."),
    ),
    DutyKind.DO_AGREED: Wording(
        _l("Do what was agreed in a private matter in %(title)s"),
        _l("The other school and the mediator see that it is still to be done."),
    ),
    DutyKind.REVIEW_MEDIATION: Wording(
        _l("Look back at a private matter in %(title)s: does it hold?"),
        _l("It stays open on your list until you say that it holds, or take it up again."),
    ),
    DutyKind.HELP_MEDIATION: Wording(
        _l("Two schools in %(title)s ask the administrators for help"),
        _l("They could not sort it out alone, and wait for you."),
    ),
    DutyKind.KEEP_ACCOUNT: Wording(
        _l("Keep the account of %(title)s, or let it close"),
        _l("On that day your name and address are removed, and nobody can bring the account back."),
    ),
    DutyKind.ANSWER_RIGHTS: Wording(
        _l("Answer the request about data: %(title)s"), _l("The law gives one month for it.")
    ),
    DutyKind.CONTACT_CLUSTER: Wording(
        _l("Be in touch with the cluster %(title)s"), _l("You had planned it for that day. The cluster waits for you.")
    ),
    DutyKind.NAME_ADVISER: Wording(
        _l("Find an adviser for the cluster %(title)s"),
        _l(
            "Everyone of the programme is tied to one of its schools, or nobody is there. Until then nobody looks after it."
        ),
    ),
    DutyKind.TELL_REGULATOR: Wording(
        _l("Tell the regulator of the breach %(title)s, or write why not"), _l("The law gives 72 hours for it.")
    ),
    DutyKind.HANDLE_REPORT: Wording(
        _l("Look at the report %(title)s"),
        _l("When nobody takes it in hand in time, those who look after the programme are told."),
    ),
    DutyKind.CHASE_REPORT: Wording(
        _l("Nobody has taken the report %(title)s in hand: see that somebody does"),
        _l("Someone has said that they are worried, and nobody has looked yet."),
    ),
    DutyKind.ANSWER_APPEAL: Wording(
        _l("Answer an objection to a decision about the report %(title)s"),
        _l("What was hidden stays hidden, and its author waits."),
    ),
    DutyKind.NAME_HEAD: Wording(
        _l("Tell us who is head of %(title)s now"),
        _l("Until a head has confirmed, nobody can sign for your school."),
    ),
}


# What the coordinator owes when nobody else could; a school owes the same kind of thing in other words.
OF_AN_OFFICE: dict[DutyKind, Wording] = {
    DutyKind.ANSWER_HANDOFF: Wording(
        _l("Nobody can stand in for “%(title)s” yet: ask others, or move the date"),
        _l("On the day nobody comes, and the partner school waits."),
    ),
}


# What is called after a cluster and the round to which it applies.
OF_A_ROUND = frozenset(
    {
        DutyKind.WRITE_SECTION,
        DutyKind.SIGN_APPLICATION,
        DutyKind.SUBMIT_APPLICATION,
        DutyKind.ANSWER_CLARIFICATION,
        DutyKind.SIGN_CLARIFICATION,
        DutyKind.ACCEPT_AWARD,
        DutyKind.MEET_CONDITION,
        DutyKind.WRITE_REPORT,
        DutyKind.ADD_TO_REPORT,
        DutyKind.REVIEW,
    }
)


def task_of(kind: DutyKind, title: str, *, school_id: uuid.UUID | None = None, office: str | None = None) -> str:
    """What to do. `school_id` and `office` as in the duty: an office of the cluster has none of the first."""
    words = str(_wording(kind, school_id, office).task)
    task = words.replace("%(title)s", title)
    if words in said_in_english():
        note_english(task)
    return task


def otherwise_of(kind: DutyKind, *, school_id: uuid.UUID | None = None, office: str | None = None) -> str:
    """What happens if nobody does it."""
    return str(_wording(kind, school_id, office).otherwise)


def _wording(kind: DutyKind, school_id: uuid.UUID | None, office: str | None) -> Wording:
    own = OF_AN_OFFICE.get(kind) if office is not None and school_id is None else None
    return own or WORDING[kind]
