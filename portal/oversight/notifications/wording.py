"""What is owed, in words: what to do, and what happens if nobody does it. The page *What needs me* and the daily mail say the same."""

import uuid
from dataclasses import dataclass
from typing import Any

from portal.core.duty import DutyKind
from portal.core.i18n import _l


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
    ),
    DutyKind.ANSWER_GROUP: Wording(
        _l("Say whether your cluster and %(title)s belong together"),
        _l("They can take the question back. Nothing else happens."),
