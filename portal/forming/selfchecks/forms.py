"""The form of nine questions."""

from typing import Any

from portal.core.i18n import _, _l
from portal.forming.selfchecks import words
from portal.forming.selfchecks.models import Condition, Reply, SelfCheck
from portal.web.forms import EditingForm, line, pick_one, send


class CheckForm(EditingForm):
    """Two fields for each condition, added below. Nothing is required: it can be answered in pieces."""

    read_by_others = tuple(f"words_{one.value}" for one in Condition)

    @property
    def replies(self) -> dict[Condition, tuple[Reply | None, str]]:
        """What was ticked and written."""
        found = {}
        for one in Condition:
            reply = self[f"reply_{one.value}"].data
            found[one] = (Reply(reply) if reply in set(Reply) else None, self[f"words_{one.value}"].data or "")
        return found

    def validate(self, extra_validators: Any = None) -> bool:
        """As usual; and words stand beside an answer, so that none are lost."""
        fine = bool(super().validate(extra_validators))
        for one, (reply, said) in self.replies.items():
            if said and reply is None:
                field = self[f"reply_{one.value}"]
                field.errors = [*field.errors, _("Choose an answer too. Then your words are kept with it.")]
                fine = False
        return fine

    @classmethod
    def of(cls, check: SelfCheck) -> "CheckForm":
        """With what was said."""
        held: dict[str, Any] = {"version": check.version}
        for answer in check.answers:
            held[f"reply_{answer.condition.value}"] = answer.reply.value
            held[f"words_{answer.condition.value}"] = answer.words
        return cls(**held)


for _condition in Condition:
    setattr(
        CheckForm,
        f"reply_{_condition.value}",
        pick_one(
            words.QUESTIONS[_condition],
            [(reply.value, said) for reply, said in words.REPLIES.items()],
            required=None,
            hint=words.HELP[_condition],
        ),
    )
    setattr(
        CheckForm,
        f"words_{_condition.value}",
        line(words.NOTES[_condition], longest=500),
    )
CheckForm.submit = send(_l("Save"))
