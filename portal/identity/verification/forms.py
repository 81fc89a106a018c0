"""Forms of verification."""

from typing import Any

from wtforms import HiddenField, SubmitField

from portal.core.i18n import _, _l
from portal.identity.schools.models import VerificationLevel
from portal.identity.verification.models import FlagKind
from portal.identity.verification.queries import Since, Sort
from portal.web.forms import PortalForm, day, file, line, paragraph, pick_one, send, tick

LEVELS = [
    (VerificationLevel.REGISTER_MATCH.value, _l("It agrees with an official register")),
    (VerificationLevel.DOCUMENT_SEEN.value, _l("A document was seen, such as a ministry or district letter")),
    (VerificationLevel.VOUCHED.value, _l("Someone we know vouches for it")),
]
LEVEL_WORDS = {
    VerificationLevel.REGISTER_MATCH: _l("agrees with an official register"),
    VerificationLevel.DOCUMENT_SEEN: _l("a person saw a document"),
    VerificationLevel.VOUCHED: _l("someone known vouches for it"),
    VerificationLevel.NONE: _l("not checked yet"),
}
SINCES = (
    (Since.ANY, _l("any time")),
    (Since.TWO_DAYS, _l("two days or longer")),
    (Since.LATE, _l("more than five working days")),
    (Since.TWO_WEEKS, _l("two weeks or longer")),
)
SORTS = ((Sort.ANY, _l("every look")), (Sort.FIRST, _l("the first look")), (Sort.AGAIN, _l("another look")))
FLAGS = {
    FlagKind.HEAD_ADDRESS: _l("head’s address and website differ"),
    FlagKind.MEMBER_ADDRESS: _l("a member’s address is elsewhere"),
    FlagKind.REGISTER: _l("not open in the register"),
    FlagKind.VOUCH_WITHDRAWN: _l("its vouch was taken back"),
}
OUTCOMES = {
    "verified": _l("verified"),
    "rejected": _l("not accepted"),
    "seen_again": _l("looked at again"),
    "vouch_looked_at": _l("vouch looked at"),
    "suspended": _l("put on hold"),
    "restored": _l("taken up again"),
    "merged": _l("made one with another entry"),
}


def _why(label: Any, *, required: Any, hint: Any, longest: int = 2000) -> Any:
    """A short text that a decision cannot do without."""
    return paragraph(label, required=required, hint=hint, longest=longest, rows=3)


class DecisionForm(PortalForm):
    """A decision about a school. Its fields bear the names of the words of the deed; `hold_reason` stands beside another `reason` on one page."""

    def words(self) -> dict[str, Any]:
        """What was typed, as the deed takes it."""
        typed = {field.name: field.data for field in self if not isinstance(field, HiddenField | SubmitField)}
        if "hold_reason" in typed:
            typed["reason"] = typed.pop("hold_reason")
        return typed


class LookForm(DecisionForm):
    """How a school was checked: two pieces of evidence."""

    level = pick_one(_l("How was the school checked?"), LEVELS, required=_l("Choose how the school was checked."))
    register_evidence = _why(
        _l("What shows that the school exists?"),
        required=_l("Write down what you looked at that shows the school."),
        hint=_l("A source that is not the person's own: the register, the ministry's list, a letter you saw."),
    )
    person_evidence = _why(
        _l("What shows that these people act for it?"),
        required=_l("Write down what you looked at that shows these people."),
        hint=_l("For example: telephoned the office at the number in the register, and spoke to the head."),
    )
    submit = send(_l("Verify the school"))

    def words(self) -> dict[str, Any]:
        """The level as the deed knows it."""
        return {**super().words(), "level": VerificationLevel(self.level.data)}


class RejectForm(DecisionForm):
    reason = _why(
        _l("Reason"),
        required=_l("Write the reason. The school's contacts read it."),
        hint=_l("The school's contacts read this. Say what would help."),
    )
    submit = send(_l("Reject the school"))


class LookAtVouchForm(DecisionForm):
    note = _why(
        _l("What did you look at?"),
        required=_l("Write down what you looked at."),
        hint=_l("The head has not answered yet. The school comes back to the queue when the head does."),
    )
    submit = send(_l("The vouch is all right"))


class SuspendForm(DecisionForm):
    hold_reason = _why(
        _l("Reason"),
        required=_l("Write the reason. The school reads it."),
        hint=_l("The school's contacts and head read this. Say what would help."),
    )
    hides_posts = tick(
        _l("Hide what the school wrote on boards"), hint=_l("Nothing is deleted. It is shown again when you say so.")
    )
    submit = send(_l("Put the school on hold"))


class RestoreForm(DecisionForm):
    hold_reason = _why(
        _l("Reason"),
        required=_l("Write the reason. The school reads it."),
        hint=_l("For example: the head telephoned us, and everything is in order."),
    )
    submit = send(_l("Take the school up again"))


class EvidenceForm(PortalForm):
    words = line(
        _l("What is it?"),
        required=_l("Say in a few words what it is."),
        hint=_l("For example: letter of the district education office, March 2027."),
        longest=300,
    )
    file = file(_l("The document"))
    submit = send(_l("Add the document"))


class WriteDownVouchForm(DecisionForm):
    name = line(
        _l("Who vouches?"),
        required=_l("Enter the name of the person who vouches."),
        hint=_l("An adviser or official whom the programme knows."),
    )
    organisation = line(
        _l("Where do they work?"), required=_l("Enter where the person works."), longest=200, autocomplete="off"
    )
    given_on = day(_l("When did they say so?"), required=_l("Enter the day."))
    how_known = paragraph(
        _l("How do they know the school?"), required=_l("Write how they know the school."), longest=2000, rows=3
    )
    submit = send(_l("Write the vouch down"))


class TakeBackVouchForm(PortalForm):
    reason = paragraph(
        _l("Why?"),
        required=_l("Write the reason. The programme reads it."),
        hint=_l("The programme reads this. The other school does not."),
        longest=1000,
        rows=3,
    )
    submit = send(_l("Take the vouch back"))


class ProposeAgainForm(PortalForm):
    changed = paragraph(
        _l("What is different now?"),
        required=_l("Write what is different now."),
        hint=_l("Say what you can show now. You can add documents as well."),
        longest=2000,
    )
    submit = send(_l("Propose the school again"))


def flag_words(flag: Any) -> str:
    """What is flagged, in words."""
    words = str(FLAGS[flag.kind])
    return _("%(what)s (%(detail)s)", what=words, detail=flag.detail) if flag.detail else words
