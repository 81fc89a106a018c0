"""Forms of calibration."""

from collections.abc import Sequence
from typing import Any

from portal.applying.programmes.models import Criterion
from portal.applying.reviews.forms import steps
from portal.core.i18n import _, _l
from portal.web.bilingual import said, said_plain
from portal.web.forms import EditingForm, PortalForm, line, paragraph, pick_one, send

LONGEST = 30_000


class WriteSampleForm(PortalForm):
    makes_new = True

    title = line(_l("What is the sample called?"), required=_l("Write what the sample is called."), longest=120)
    words = paragraph(
        _l("The sample application"),
        required=_l("Write the sample application."),
        hint=_l("Invent the schools and the people. Leave an empty line between its parts."),
        longest=LONGEST,
        rows=20,
    )
    submit = send(_l("Save the sample"))


class EditWrittenForm(EditingForm):
    title = line(_l("What is the sample called?"), required=_l("Write what the sample is called."), longest=120)
    words = paragraph(
        _l("The sample application"), required=_l("Write the sample application."), longest=LONGEST, rows=20
    )
    submit = send(_l("Save the sample"))


class EditTakenForm(EditingForm):
    title = line(
        _l("What is the sample called?"),
        required=_l("Write what the sample is called."),
        hint=_l("Say nothing of who applied."),
        longest=120,
    )
    hidden = paragraph(
        _l("Take these out as well"),
        hint=_l(
            "One on each line: a nickname of the school, a street, a person. Names that the records know go by themselves."
        ),
        longest=4000,
    )
    submit = send(_l("Save and look again"))


def score_form(criteria: Sequence[Criterion], **given: Any) -> Any:
    """A score with its anchors and a reason for each criterion; kept, or sent."""
    fields = _scored(criteria, _l("Why this score: %(title)s"))
    fields["save_draft"] = send(_l("Keep it as a draft"))
    fields["submit"] = send(_l("Send my scores"))
    return type("SampleScoreForm", (EditingForm,), fields)(**given)


def agreed_form(criteria: Sequence[Criterion], **given: Any) -> Any:
    """The same in the name of the panel."""
    fields = _scored(criteria, _l("Why the panel gives this score: %(title)s"))
    fields["submit"] = send(_l("Show the agreed scores to the reviewers"))
    return type("AgreedScoreForm", (PortalForm,), fields)(**given)


def _scored(criteria: Sequence[Criterion], why: Any) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for criterion in criteria:
        key = criterion.id.hex
        title = said_plain(criterion, "title")
        label = _("%(title)s (optional)", title=title) if criterion.optional_plus else said(criterion, "title")
        fields[f"score_{key}"] = pick_one(label, steps(criterion), required=None)
        fields[f"words_{key}"] = paragraph(str(why) % {"title": title}, rows=3, longest=2000)
    return fields
