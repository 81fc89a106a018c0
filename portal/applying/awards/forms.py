"""Forms of decisions, conditions and awards."""

from collections.abc import Sequence
from typing import Any

from wtforms import HiddenField

from portal.applying.applications.forms import mailed_code
from portal.applying.awards.models import AwardCondition, Decision, Outcome
from portal.applying.letters.words import OUTCOME_WORDS
from portal.applying.reviews.forms import CAUSES
from portal.applying.reviews.models import Screening
from portal.core.i18n import _l
from portal.web.forms import (
    EditingForm,
    PortalForm,
    as_uuid,
    day,
    number,
    paragraph,
    pick_from_list,
    pick_one,
    send,
    tick,
)

OUTCOMES = tuple((outcome.value, words) for outcome, words in OUTCOME_WORDS.items())
VERDICTS = (
    ("met", _l("Met")),
    ("returned", _l("Not yet: ask the school again")),
    ("waived", _l("Not needed any more")),
    ("failed", _l("Failed")),
)
TEXTS = ("reasons", "conditions", "feedback", "own_letter")


class DecisionForm(EditingForm):
    outcome = pick_one(_l("Outcome"), OUTCOMES, required=_l("Choose the outcome."))
    reasons = paragraph(
        _l("Reasons"), required=_l("Write the reasons."), hint=_l("The cluster reads them when the results are sent.")
    )
    feedback = paragraph(
        _l("Feedback"),
        required=_l("Write the feedback."),
        hint=_l("For every outcome. The cluster reads it; it names no reviewer and no score."),
    )
    conditions = paragraph(
        _l("Conditions"),
        hint=_l(
            "Only for an approval with conditions. One on each line; the lead school sees to them until you give them to another school."
        ),
    )
    conditions_by = day(_l("Conditions are met by (optional)"), hint=_l("Eight weeks from today when left empty."))
    funding_line_id = pick_from_list(
        _l("Line of the budget"), required=None, coerce=as_uuid, hint=_l("For an approval.")
    )
    amount = number(
        _l("Amount"), least=0, most=100_000_000, hint=_l("For an approval. In whole units of the currency.")
    )
    accept_by = day(
        _l("The schools accept by (optional)"), hint=_l("For an approval. Four weeks from today when left empty.")
    )
    reserve_place = number(_l("Place on the reserve list"), least=1, most=9999, hint=_l("Only for the reserve list."))
    skip_reason = paragraph(
        _l("Why others on the reserve list are passed over"),
        hint=_l("Only where this cluster is not the next. Kept in the record."),
        longest=2000,
        rows=3,
    )
    change_reason = paragraph(
        _l("Why is the decision changed?"),
        hint=_l("Kept in the record and in the list of exceptions. Nobody outside the programme team reads it."),
        longest=2000,
        rows=3,
    )
    to_revise = tick(
        _l("Invite the cluster to revise the application and apply again"),
        hint=_l("Only where it is not approved. The letter says so, and the answers are kept to begin with."),
    )
    own_letter = paragraph(
        _l("Own words for the letter (optional)"),
        hint=_l(
            "When left empty, the letter is made from the programme’s words for this outcome. A second person reads it before it is sent."
        ),
        rows=8,
    )
    submit = send(_l("Record the decision"))

    def offer(
        self, *, lines: list[tuple[Any, Any]], has_reserve: bool, is_next: bool, is_first: bool, outcomes: set[Outcome]
    ) -> None:
        """Leave out what this round, and this stage, do not ask."""
        if is_first:
            del self.change_reason
        if lines:
            self.funding_line_id.choices = [("", _l("None")), *lines]
        else:
            del self.funding_line_id, self.amount
        if not has_reserve:
            del self.reserve_place
        if is_next:
            del self.skip_reason
        if not outcomes & {Outcome.APPROVED, Outcome.CONDITIONAL}:
            for name in ("conditions", "conditions_by", "funding_line_id", "amount", "accept_by", "skip_reason"):
                if name in self:
                    del self[name]
        if Outcome.DECLINED not in outcomes:
            del self.to_revise
        self.outcome.choices = [(value, words) for value, words in OUTCOMES if Outcome(value) in outcomes]

    def start_from(self, held: Decision | None, conditions: Sequence[AwardCondition] = ()) -> None:
        """Show the decision that is held, with the day until which its conditions are met."""
        if held is None:
            return
        self.outcome.data = held.outcome.value
        for name in (*TEXTS, "accept_by", "amount", "funding_line_id", "reserve_place", "skip_reason", "to_revise"):
            if name in self:
                self[name].data = getattr(held, name)
        if conditions and "conditions_by" in self:
            self.conditions_by.data = conditions[0].due_on

    def start_from_check(self, found: Screening | None) -> None:
        """The letter to a cluster that does not meet the rules is drafted from what the check found; its note stays with the programme."""
        self.outcome.data = Outcome.INELIGIBLE.value
        if found is not None and found.cause:
            self.reasons.data = str(dict(CAUSES)[found.cause])

    def said(self) -> dict[str, Any]:
        """What was said, by name, without the outcome."""
        names = ("conditions_by", "accept_by", "amount", "funding_line_id", "reserve_place", "to_revise")
        said = {name: self[name].data for name in names if name in self}
        return said | {name: self[name].data or "" for name in (*TEXTS, "skip_reason", "change_reason") if name in self}


class CheckForm(PortalForm):
    answer = pick_one(
        _l("Is the letter right?"),
        (
            ("right", _l("I have read it, and it is right")),
            ("change", _l("It has to be changed first")),
        ),
        required=_l("Read the letter, then say whether it is right."),
    )
    words = paragraph(
        _l("What should be changed?"), hint=_l("Who recorded the decision reads it."), longest=2000, rows=3
    )
    submit = send(_l("Save my answer"))


class TakeBackForm(PortalForm):
    reason = paragraph(
        _l("Why is it checked again?"), required=_l("Say why the application is checked again."), longest=2000, rows=3
    )
    submit = send(_l("Take it back and check again"))


class ConditionForm(PortalForm):
    read_by_others = ("evidence",)

    evidence = paragraph(
        _l("How was it met?"),
        required=_l("Say how it was met."),
        hint=_l("Say where the programme can see it. All schools of the cluster read it."),
    )
    submit = send(_l("Tell the programme"))


class JudgeForm(PortalForm):
    verdict = pick_one(_l("How does it stand?"), VERDICTS, required=_l("Choose how it stands."))
    note = paragraph(_l("Why?"), hint=_l("The schools read it. Needed unless it is met."), longest=2000, rows=3)
    submit = send(_l("Save"))


class MoveConditionForm(PortalForm):
    school_id = pick_from_list(
        _l("Which school sees to it?"), required=_l("Choose a school of the cluster."), coerce=as_uuid
    )
    due_on = day(_l("Until when?"), required=_l("Enter the day."))
    submit = send(_l("Save"))


class AcceptForm(PortalForm):
    digest = HiddenField()
    school = pick_one(_l("For which school do you sign?"), required=_l("Choose the school for which you sign."))
    agreed = tick(
        _l("We accept the award, its terms and its conditions"), required=_l("Tick this to accept for your school.")
    )
    submit = send(_l("Accept for our school"))


class AcceptByLinkForm(PortalForm):
    """With the code that came to the head's address."""

    digest = HiddenField()
    code = mailed_code()
    agreed = tick(
        _l("I am the head, or act as head: we accept the award, its terms and its conditions"),
        required=_l("Tick this to accept for your school."),
    )
    submit = send(_l("Accept for our school"))


class DeclineForm(PortalForm):
    read_by_others = ("reason",)

    sure = tick(
        _l("Our cluster does not want the award"),
        required=_l("Tick this to say no for the whole cluster."),
        hint=_l("This cannot be undone. The place goes to another cluster."),
    )
    reason = paragraph(_l("Why? (optional)"), longest=2000, rows=3)
    submit = send(_l("Say no to the award"))


class SuspendForm(PortalForm):
    reason = paragraph(
        _l("Why is the award put on hold?"), required=_l("Say why. The schools read it."), longest=2000, rows=3
    )
    submit = send(_l("Put the award on hold"))


class CloseForm(PortalForm):
    reason = paragraph(_l("Words for the record"), hint=_l("Needed while reports are open."), longest=2000, rows=3)
    submit = send(_l("Close the award"))
