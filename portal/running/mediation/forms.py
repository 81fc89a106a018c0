"""Forms of difficulties between schools. Each text is read for words that sound like harm to a child: who writes them is shown the other way first."""

from collections.abc import Sequence
from typing import Any

from portal.core.i18n import _, _l
from portal.running.mediation.harm import sounds_like_harm
from portal.running.mediation.models import ConcernKind, StepKind, Voice
from portal.running.mediation.queries import Convenor
from portal.running.partnerships.queries import Network
from portal.web.forms import PortalForm, as_uuid, day, paragraph, pick_from_list, pick_one, send, tick

KINDS = (
    (ConcernKind.SILENCE.value, _l("We do not hear from them")),
    (ConcernKind.EXPECTATIONS.value, _l("We expected different things")),
    (ConcernKind.PROMISE.value, _l("Something that was agreed was not done")),
    (ConcernKind.SHARE.value, _l("One side does more than the other")),
    (ConcernKind.COSTS.value, _l("Money, gifts or costs")),
    (ConcernKind.TONE.value, _l("How we speak to each other")),
    (ConcernKind.CUSTOMS.value, _l("Customs, beliefs or ways of teaching")),
    (ConcernKind.OTHER.value, _l("Something else")),
)
STEPS = (
    (StepKind.TALK.value, _l("We talked (telephone or video)")),
    (StepKind.MEETING.value, _l("We met")),
    (StepKind.MESSAGE.value, _l("Letters or messages")),
    (StepKind.NOTE.value, _l("A note")),
)


class ChildFirstForm(PortalForm):
    """The one question before anything is written down."""

    child = pick_one(
        _l("Is a child being harmed, or could one be?"),
        [("no", _l("No, it is about how our schools work together")), ("yes", _l("Yes, or I am not sure"))],
        required=_l("Answer yes or no. Nothing has been written down yet."),
        hint=_l("Harm is also fear, neglect, punishment that hurts, or an adult who comes too close."),
    )
    submit = send(_l("Continue"))


class ReadForHarm(PortalForm):
    """A form whose words are read for signs of harm to a child: then a box is shown, and has to be ticked, before they are kept."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = [str(field.data or "") for field in self if field.type == "TextAreaField"]
        self.sounds_like_harm = self.is_submitted() and sounds_like_harm("\n".join(words))
        if not self.sounds_like_harm:
            del self.checked

    def validate(self, extra_validators: Any = None) -> bool:
        """As usual; and the box must be ticked where it is shown."""
        fine = super().validate(extra_validators)
        if self.sounds_like_harm and not self.checked.data:
            asked = _(
                "Some of your words sound as if a child may be harmed. If so, stop here and follow “A child may be harmed” above; nothing has been kept. "
                "If not, tick this box and send it again."
            )
            self.checked.errors = [*self.checked.errors, asked]
            return False
        return bool(fine)


def _checked() -> Any:
    return tick(_l("This is not about harm to a child"))


class RaiseForm(ReadForHarm):
    read_by_others = ("what", "wish")
    makes_new = True

    school = pick_from_list(_l("For which of your schools?"), required=_l("Choose a school."), coerce=as_uuid)
    other_school = pick_from_list(
        _l("Which school is it about?"), required=_l("Choose the school that it is about."), coerce=as_uuid
    )
    kind = pick_one(_l("What is it about?"), KINDS, required=_l("Choose what comes closest."))
    what = paragraph(
        _l("What makes it difficult?"),
        required=_l("Write in a few words what makes it difficult."),
        hint=_l(
            "The other school reads this, and the mediator once everyone has said yes. Say what happened, not what they are like. No child’s name."
        ),
        longest=4000,
        rows=7,
    )
    wish = paragraph(_l("What would help? (optional)"), longest=2000, rows=3)
    mediator = pick_from_list(
        _l("Who could help you both?"),
        required=_l("Choose someone who belongs to neither of the two schools."),
        hint=_l("Someone who is not involved. They can say no; then you choose again."),
    )
    checked = _checked()
    submit = send(_l("Send it to the other school"))

    def offer(
        self, network: Network, mine: frozenset[Any], convenors: Sequence[Convenor], *, about: Any = None
    ) -> None:
        """Fill the lists. `about`: the school that a link on another page named."""
        own = [(s.id, s.name) for s in network.schools if s.id in mine]
        if len(own) < 2:
            del self.school
        else:
            self.school.choices = [("", _("Choose a school")), *own]
        others = [(s.id, s.name) for s in network.schools if s.id not in mine and not s.is_invited]
        self.other_school.choices = [("", _("Choose a school")), *others]
        self.mediator.choices = [("", _("Choose someone")), *((one.key, one.label) for one in convenors)]
        if about is not None and not self.is_submitted() and any(about == key for key, _name in others):
            self.other_school.data = about


class ChooseMediatorForm(PortalForm):
    mediator = pick_from_list(
        _l("Who could help you both?"),
        required=_l("Choose someone who belongs to neither of the two schools."),
        hint=_l("The other school is asked whether it agrees."),
    )
    submit = send(_l("Ask them"))

    def offer(self, convenors: Sequence[Convenor]) -> None:
        """Fill the list."""
        self.mediator.choices = [("", _("Choose someone")), *((one.key, one.label) for one in convenors)]


class DeclineForm(ReadForHarm):
    read_by_others = ("reason",)

    reason = paragraph(
        _l("Why not?"),
        required=_l("Write a friendly reason. The other school reads it."),
        longest=2000,
        rows=4,
    )
    checked = _checked()
    submit = send(_l("Say no"))


class StepForm(ReadForHarm):
    read_by_others = ("what",)
    makes_new = True

    kind = pick_one(_l("What was it?"), STEPS, required=_l("Choose what it was."), default=StepKind.NOTE.value)
    on = day(_l("On which day?"), required=_l("Enter the day."))
    what = paragraph(
        _l("What was said or done?"),
        required=_l("Write in a few words what was done."),
        hint=_l("Both schools and the mediator read this. No child’s name."),
        longest=4000,
        rows=5,
    )
    checked = _checked()
    submit = send(_l("Write it down"))


class ActionForm(ReadForHarm):
    read_by_others = ("what",)
    makes_new = True

    owner = pick_one(_l("Who does it?"), required=_l("Choose who does it."), coerce=str)
    what = paragraph(
        _l("What was agreed?"), required=_l("Write in a few words what is to be done."), longest=1000, rows=3
    )
    due_on = day(_l("By when?"), required=_l("Enter a day."))
    checked = _checked()
    submit = send(_l("Write it down"))

    def offer(self, raising: str, other: str, mediator: str) -> None:
        """Name those who can do it."""
        self.owner.choices = [
            (Voice.RAISING.value, raising),
            (Voice.OTHER.value, other),
            (Voice.MEDIATOR.value, _("%(name)s, who mediates", name=mediator)),
        ]


class SettleForm(ReadForHarm):
    read_by_others = ("outcome",)

    outcome = paragraph(
        _l("What did the two schools settle on?"),
        required=_l("Write in a few words what the two schools settled on."),
        longest=4000,
        rows=5,
    )
    review_on = day(
        _l("When do you look back together?"),
        required=_l("Enter a day."),
        hint=_l("In a month or two, for example. You are reminded then."),
    )
    checked = _checked()
    submit = send(_l("It is settled"))


class GiveUpForm(ReadForHarm):
    read_by_others = ("outcome",)

    outcome = paragraph(
        _l("Why do the talks end?"),
        required=_l("Write in a few words why the talks end."),
        hint=_l("Both schools and the mediator read this."),
        longest=2000,
        rows=4,
    )
    checked = _checked()
    submit = send(_l("End without an agreement"))


class EscalateForm(ReadForHarm):
    read_by_others = ("why",)

    why = paragraph(
        _l("What do you need help with?"),
        required=_l("Write in a few words what you need help with."),
        hint=_l("Both schools, the mediator and the administrators read this."),
        longest=2000,
        rows=4,
    )
    checked = _checked()
    submit = send(_l("Ask the administrators"))


class ToSafeguardingForm(PortalForm):
    words = paragraph(
        _l("What worries you?"),
        required=_l("Write in a few words what worries you."),
        hint=_l("Only the portal safeguarding team reads this. Write what you saw or heard, in plain words."),
        longest=4000,
        rows=5,
    )
    submit = send(_l("Give it to the portal safeguarding team"))
