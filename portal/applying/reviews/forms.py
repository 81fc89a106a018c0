"""Forms of screening, allocation, reviewing and the panel."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup
from wtforms import HiddenField

from portal.applying.programmes.models import Criterion
from portal.applying.reviews.models import WITHDRAWN, Review, Screening, ScreeningAnswer
from portal.applying.reviews.scoring import Band
from portal.applying.rules.models import ChecklistLine
from portal.core.i18n import _, _l, spoken
from portal.forming.clusters.models import ClusterForm
from portal.web.bilingual import form_language, said, said_plain
from portal.web.forms import (
    EditingForm,
    PortalForm,
    as_uuid,
    number,
    paragraph,
    pick_from_list,
    pick_one,
    pick_several,
    send,
    tick,
)

ANSWERS = (("yes", _l("Yes")), ("no", _l("No")), ("not_asked", _l("Not asked")))
YES_NO: dict[str, bool | None] = {"yes": True, "no": False, "not_asked": None}
RECOMMENDATIONS = (
    ("fund", _l("Approve")),
    ("fund_with_conditions", _l("Approve with conditions")),
    ("do_not_fund", _l("Do not approve")),
)


FORM_WORDS = {
    ClusterForm.FEEDER_FAMILY: _l("A school with those its pupils come from"),
    ClusterForm.MIXED_SPECIAL: _l("Mainstream and special schools"),
    ClusterForm.COLLEGE_FEEDERS: _l("A college with schools"),
    ClusterForm.SAME_TYPE: _l("Schools of one type"),
    ClusterForm.SPECIALIST: _l("Schools with one specialism"),
    ClusterForm.THEME: _l("Schools with one theme"),
    ClusterForm.AFFILIATION: _l("Schools of one faith, trust or association"),
    ClusterForm.ICT: _l("Schools that work together online"),
    ClusterForm.PROJECT: _l("Schools with one project"),
    ClusterForm.COMMUNITY_COHESION: _l("Schools for community cohesion"),
    ClusterForm.MENTORING: _l("Schools that mentor others"),
    ClusterForm.CORE_SATELLITE: _l("A core with satellites"),
    ClusterForm.OTHER: _l("Another form"),
}
BANDS = {
    Band.VERY_GOOD: _l("very good"),
    Band.GOOD: _l("good"),
    Band.FAIR: _l("fair"),
    Band.WEAK: _l("weak"),
}


CAUSES = (
    ("", _l("None: it is eligible")),
    ("size", _l("The number of schools")),
    ("permission", _l("Permission of a head")),
    ("evidence", _l("Evidence from a partner school")),
    ("safeguarding", _l("Who is responsible for safeguarding")),
    ("incomplete", _l("Something is missing")),
    ("overdue_report", _l("A report on an earlier award is late")),
    ("other", _l("Another rule")),
)


class ScreeningForm(PortalForm):
    size_holds = pick_one(
        _l("The number of schools fits the round"),
        ANSWERS,
        required=_l("Say whether the number of schools fits: yes, no or not asked."),
    )
    heads_permit = pick_one(
        _l("Every head has given permission"),
        ANSWERS,
        required=_l("Say whether every head has given permission: yes, no or not asked."),
    )
    partner_evidence = pick_one(
        _l("There is evidence from the partner school"),
        ANSWERS,
        required=_l("Say whether there is evidence from the partner school: yes, no or not asked."),
    )
    safeguarding_named = pick_one(
        _l("Every school names who is responsible for safeguarding"),
        ANSWERS,
        required=_l("Say whether every school names who is responsible for safeguarding: yes, no or not asked."),
    )
    is_eligible = pick_one(
        _l("Is the application eligible?"),
        (("yes", _l("Yes, it can go to reviewers")), ("no", _l("No, hold it with the reason below"))),
        required=_l("Say whether the application is eligible."),
    )
    cause = pick_from_list(_l("If it is not eligible: which rule is not met?"), CAUSES, required=None)
    note = paragraph(
        _l("Note"),
        hint=_l("Needed when it is not eligible, or when a line was not asked. Only the programme team reads it."),
    )
    submit = send(_l("Save the check"))

    added: dict[str, uuid.UUID] = {}

    def lines(self) -> dict[str, bool | None]:
        """The checklist as facts: not asked differs from no."""
        names = ("size_holds", "heads_permit", "partner_evidence", "safeguarding_named")
        return {name: YES_NO[self[name].data] for name in names}

    def of_this_round(self) -> dict[uuid.UUID, bool | None]:
        """What was found on the lines that the round adds."""
        return {line_id: YES_NO[self[name].data] for name, line_id in self.added.items()}

    def tell(self, known: Mapping[str, str]) -> None:
        """Say under each line what the sealed copy says about it."""
        for name, words in known.items():
            if words:
                self[name].render_kw = {"params": {"hint": {"text": words}}}

    def start_from(self, screening: Screening, answers: Mapping[uuid.UUID, ScreeningAnswer]) -> None:
        """Show the check as it was saved."""
        words = {True: "yes", False: "no", None: "not_asked"}
        for name in ("size_holds", "heads_permit", "partner_evidence", "safeguarding_named", "is_eligible"):
            self[name].data = words[getattr(screening, name)]
        for name, line_id in self.added.items():
            self[name].data = words[answers[line_id].is_met if line_id in answers else None]
        self.note.data, self.cause.data = screening.note, screening.cause


def screening_form(lines: Sequence[ChecklistLine], **given: Any) -> ScreeningForm:
    """The check with the lines of this round before its end."""
    fields: dict[str, Any] = {
        f"line_{line.id.hex}": pick_one(
            line.title, ANSWERS, required=_("Answer yes, no or not asked: %(line)s", line=line.title)
        )
        for line in lines
    }
    made = type("RoundScreeningForm", (ScreeningForm,), {**fields, "added": {f"line_{one.id.hex}": one.id for one in lines}})  # fmt: skip
    form: ScreeningForm = made(**given)
    return form


class ReinstateForm(PortalForm):
    note = paragraph(
        _l("Why is it checked again?"), required=_l("Say why the application is checked again."), longest=2000
    )
    submit = send(_l("Check it again"))


class DropForm(PortalForm):
    criterion_id = pick_one(_l("Which criterion does not apply?"), required=_l("Choose a criterion."), coerce=as_uuid)
    reason = paragraph(
        _l("Why does it not apply?"), required=_l("Say why this criterion does not apply."), longest=2000
    )
    submit = send(_l("Leave it out"))


class CountAgainForm(PortalForm):
    again_id = pick_one(_l("Which criterion counts again?"), required=_l("Choose a criterion."), coerce=as_uuid)
    submit = send(_l("Count it again"))


class AssignForm(PortalForm):
    reviewers = pick_several(
        _l("Reviewers without a conflict of interest"),
        required=_l("Choose the reviewers."),
        hint=_l("Those with the least to read come first."),
    )
    submit = send(_l("Assign the reviewers"))

    def offer(self, people: Sequence[tuple[str, str]]) -> None:
        """Whom one can choose. Anyone else is refused by the rule, with its words, whoever it is."""
        self.reviewers.choices = list(people)
        self.reviewers.validate_choice = False


def _reason() -> Any:
    return paragraph(
        _l("Reason"),
        required=_l("Say why."),
        hint=_l("Only the programme team reads it. The cluster never does."),
        longest=2000,
    )


TIES = (
    ("tie_school", _l("I work, worked or govern at one of the schools")),
    ("tie_close", _l("Someone close to me does")),
    ("tie_authority", _l("I work for their local authority or trust, or advise it")),
    ("tie_partner", _l("I work with one of their partner schools")),
    ("tie_named", _l("I know someone who is named in the application")),
    ("tie_helped", _l("I helped with the application, or have mentored them")),
    ("tie_other", _l("Something else")),
)
DECLINED = (
    ("not_my_field", _l("It is not my field")),
    ("too_many", _l("I have too many to read")),
    ("away", _l("I am away")),
    ("other", _l("Something else")),
)
RETURNED = (
    ("words_differ", _l("Score and words differ")),
    ("unkind", _l("The wording is unkind")),
    ("off_rubric", _l("It is not about the criteria")),
    ("other", _l("Something else")),
)
VOIDED = (
    ("conflict", _l("A conflict of interest was found later")),
    ("misconduct", _l("Misconduct")),
    ("mistake", _l("A mistake, or something else")),
)
CAUSE_WORDS = {
    **dict(TIES),
    **dict(DECLINED),
    **dict(RETURNED),
    **dict(VOIDED),
    "tie_records": _l("Found later: the records show a tie between the reviewer and the cluster."),
    WITHDRAWN: _l("The application was withdrawn."),
}


def why_ended(review: Review) -> str:
    """Why a review ended: its cause, and the words beside it."""
    return said_why(review.cause_of_end, review.conflict_reason)


def said_why(cause: str, words: str) -> str:
    """A cause of the lists above, and the words beside it; either can be absent."""
    return ": ".join(filter(None, (str(CAUSE_WORDS[cause]) if cause else "", words)))


class VoidForm(PortalForm):
    cause = pick_one(_l("Why is it taken out?"), VOIDED, required=_l("Choose why it is taken out."))
    reason = _reason()
    submit = send(_l("Take this review out"))


class GiveBackForm(PortalForm):
    cause = pick_one(_l("Why is it given back?"), RETURNED, required=_l("Choose why it is given back."))
    reason = paragraph(
        _l("What should the reviewer change?"),
        required=_l("Say what the reviewer should change."),
        longest=2000,
    )
    submit = send(_l("Give the review back"))


class ConflictForm(PortalForm):
    cause = pick_one(_l("What is the conflict?"), TIES, required=_l("Choose what the conflict is."))
    reason = _reason()
    submit = send(_l("Declare a conflict of interest"))


class DeclineForm(PortalForm):
    cause = pick_one(_l("Why can you not read it?"), DECLINED, required=_l("Choose why you cannot read it."))
    reason = _reason()
    submit = send(_l("I cannot read this one"))


class StatementForm(PortalForm):
    stated = tick(
        _l("I have no conflict of interest with these schools, and I keep what I read confidential"),
        required=_l("Tick this to say that you have no conflict of interest, or declare one."),
    )
    submit = send(_l("Open the application"))


class ReviewForm(EditingForm):
    """The part that is the same in every round; `review_form` adds the rubric."""


class BeginForm(PortalForm):
    reason = paragraph(
        _l("Why does the panel begin before all reviews are in?"),
        required=_l("Say why the panel begins before all reviews are in."),
        hint=_l("Reviews that were not sent end, and their readers can copy what they wrote."),
        longest=2000,
    )
    submit = send(_l("Begin the panel"))


class SendForm(PortalForm):
    """`digest`: of the list that was shown."""

    digest = HiddenField()
    submit = send(_l("Send these to the panel"))


class OnceMoreForm(PortalForm):
    reason = paragraph(
        _l("Why is one more reader asked?"),
        required=_l("Say why one more reader is asked."),
        hint=_l("The panel reads this with its minutes. The new reader does not."),
        longest=2000,
    )
    submit = send(_l("Ask for one more reader"))


class RemarkForm(PortalForm):
    makes_new = True

    words = paragraph(_l("What do you want to say?"), required=_l("Write what you want to say."), longest=4000)
    submit = send(_l("Say it"))


class HideForm(PortalForm):
    words = paragraph(
        _l("Take these out as well"),
        hint=_l(
            "One on each line: a nickname of the school, a street, a person. Names that the records know go by themselves."
        ),
        longest=4000,
    )
    submit = send(_l("Save and look again"))


class NoteForm(PortalForm):
    makes_new = True

    words = paragraph(
        _l("What the panel said"),
        required=_l("Write what the panel said."),
        hint=_l("Reasons for the recommendation, and for a moderated score if there is one."),
    )
    present = paragraph(_l("Who was at the meeting (optional)"), longest=1000, rows=2)
    recommendation = pick_one(
        _l("The panel recommends"), RECOMMENDATIONS, required=_l("Choose what the panel recommends.")
    )
    moderated_score = number(
        _l("Moderated score (optional)"),
        least=0,
        most=100,
        hint=_l("0 to 100. The reviewers' own scores stay as they are."),
    )
    in_place_of = pick_from_list(
        _l("Does it stand in place of an earlier note?"),
        required=None,
        hint=_l("The earlier note is kept and shown struck through."),
        coerce=as_uuid,
    )
    submit = send(_l("Save the note"))

    def offer(self, notes: Sequence[tuple[uuid.UUID, str]]) -> None:
        """The notes that stand; without one nothing is asked."""
        self.in_place_of.choices = [("", _("No")), *notes]
        if not notes:
            del self.in_place_of


def steps(criterion: Criterion) -> list[tuple[str, str]]:
    """0 to 5, each with its written anchor."""
    between = _("between the two")
    words = (
        said(criterion, "anchor_0"),
        said(criterion, "anchor_1"),
        between,
        said(criterion, "anchor_3"),
        between,
        said(criterion, "anchor_5"),
    )
    return [
        (str(step), Markup("{}: {}").format(step, anchor) if anchor else str(step)) for step, anchor in enumerate(words)
    ]


def review_form(criteria: Sequence[Criterion], **given: Any) -> Any:
    """The review form of a round: for each criterion a score with its anchors and the words that justify it, then the rest. Its class is put together once for
    the same criteria in the same language."""
    key = (
        spoken(),
        form_language(),
        *((c.id, c.title, c.anchor_0, c.anchor_1, c.anchor_3, c.anchor_5, repr(c.in_welsh)) for c in criteria),
    )
    made = _made.get(key)
    if made is None:
        if len(_made) >= MOST_MADE:
            _made.clear()
        made = _made[key] = type("RoundReviewForm", (ReviewForm,), _fields(criteria))
    return made(**given)


MOST_MADE = 64
_made: dict[tuple[Any, ...], Any] = {}


def _fields(criteria: Sequence[Criterion]) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for criterion in criteria:
        key = criterion.id.hex
        title = said_plain(criterion, "title")
        fields[f"score_{key}"] = pick_one(said(criterion, "title"), steps(criterion), required=None)
        fields[f"justification_{key}"] = paragraph(
            _("Why this score: %(title)s", title=title),
            hint=_l("Two sentences or more, with a quote or the name of a section."),
            rows=4,
        )
    fields["recommendation"] = pick_one(_l("What do you recommend?"), RECOMMENDATIONS, required=None)
    fields["feedback"] = paragraph(
        _l("Feedback for the cluster"), hint=_l("The cluster may read this with the outcome. Be kind and useful.")
    )
    fields["private_note"] = paragraph(
        _l("Private note for the panel"), hint=_l("The cluster never reads this."), rows=3
    )
    fields["save_draft"] = send(_l("Save draft"))
    fields["submit"] = send(_l("Submit the review"))
    fields["read_by_others"] = ("feedback",)
    return fields
