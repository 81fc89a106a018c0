"""What a school sees of its own standing: what it may do while it waits, its documents, who vouches for it, proposing again."""

from typing import Any

from flask import Blueprint, Response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.core.i18n import _
from portal.extensions import limiter
from portal.identity.schools import letters
from portal.identity.schools.countries import country_name
from portal.identity.schools.models import School, SchoolMember
from portal.identity.schools.queries import get_school
from portal.identity.verification import forms, queries, services
from portal.identity.verification.models import FlagKind, SchoolEvidence, Vouch
from portal.identity.verification.waiting import WAITING
from portal.policy import Action
from portal.web.access import can, guarded
from portal.web.acting import carry_out, form_page, most_bytes, say
from portal.web.files import download
from portal.web.forms import uploaded
from portal.web.press import OneButtonForm

bp = Blueprint("standing", __name__, url_prefix="/schools/<uuid:school_id>")


@bp.context_processor
def _words() -> dict[str, Any]:
    return {"country_name": country_name, "level_words": forms.LEVEL_WORDS}


def _way_back(school: School) -> str:
    """To the verifiers' page for who verifies, to the school's own page for everyone else."""
    page = "verification.show" if can(Action.SCHOOL_VERIFY, school) else "standing.show"
    return url_for(page, school_id=school.id)


@bp.get("/verification")
@guarded(Action.SCHOOL_STANDING_VIEW, of=get_school)
def show(school: School) -> ResponseReturnValue:
    """How the school stands with the programme, and what it may do meanwhile."""
    standing = queries.standing_of(school.id)
    rejected = [decision for decision, _name in standing.decisions if decision.outcome == "rejected"]
    return render_template(
        "standing/show.html",
        school=school,
        standing=standing,
        may=[rule for rule in WAITING.values() if rule.may],
        waits=[rule for rule in WAITING.values() if not rule.may],
        reason=rejected[-1].reason if rejected else "",
        button=OneButtonForm(formdata=None),
    )


@bp.route("/evidence/new", methods=["GET", "POST"])
@guarded(Action.SCHOOL_EVIDENCE_ADD, of=get_school)
@limiter.limit("30 per hour", methods=["POST"])
def add_evidence(school: School) -> ResponseReturnValue:
    """Add a document that shows what the school is."""
    form = forms.EvidenceForm()
    if form.validate_on_submit():
        taken, upload = uploaded(form, form.file, most_bytes=most_bytes())
        answer = taken and carry_out(
            form,
            services.add_evidence,
            school,
            to=_way_back(school),
            said=_("The document is added."),
            words=form.words.data,
            upload=upload,
        )
        if answer:
            return answer
    return form_page("standing/add_evidence.html", form, school=school, back=_way_back(school))


@bp.get("/evidence/<uuid:evidence_id>")
@guarded(Action.SCHOOL_EVIDENCE_READ, of=queries.get_evidence)
def read_evidence(evidence: SchoolEvidence) -> Response:
    """The document: for the verifiers and the school's contacts alone."""
    return download(evidence.file)


@bp.post("/evidence/<uuid:evidence_id>/take-back")
@guarded(Action.SCHOOL_EVIDENCE_TAKE_BACK, of=queries.get_evidence)
def take_back_evidence(evidence: SchoolEvidence) -> ResponseReturnValue:
    """Take one's own document back."""
    form = OneButtonForm()
    to = _way_back(evidence.school)
    if form.validate_on_submit():
        said = _("The document is taken back.")
        answer = carry_out(form, services.take_back_evidence, evidence, to=to, said=said)
        if answer is not None:
            return answer
    for message in form.form_errors:
        say(message, "error")
    return redirect(to, 303)


@bp.route("/vouches/<uuid:vouch_id>/take-back", methods=["GET", "POST"])
@guarded(Action.VOUCH_TAKE_BACK, of=queries.get_vouch)
def take_back_vouch(vouch: Vouch) -> ResponseReturnValue:
    """Take a vouch back, with the reason."""
    form = forms.TakeBackVouchForm()
    to = _after_taking_back(vouch)
    if form.validate_on_submit():
        said = _("The vouch is taken back.")
        answer = carry_out(form, services.take_back_vouch, vouch, to=to, said=said, reason=form.reason.data)
        if answer is not None:
            return answer
    return form_page("standing/take_back_vouch.html", form, vouch=vouch, back=to)


def _after_taking_back(vouch: Vouch) -> str:
    if can(Action.SCHOOL_VERIFY, vouch.school):
        return url_for("verification.show", school_id=vouch.school_id)
    return url_for("clusters.show", cluster_id=vouch.cluster_id) if vouch.cluster_id else url_for("needs.show")


@bp.route("/propose-again", methods=["GET", "POST"])
@guarded(Action.SCHOOL_PROPOSE_AGAIN, of=get_school)
@limiter.limit("10 per hour", methods=["POST"])
def propose_again(school: School) -> ResponseReturnValue:
    """Propose a school again that was not accepted."""
    form = forms.ProposeAgainForm()
    to = url_for("standing.show", school_id=school.id)
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.propose_again,
            school,
            to=to,
            said=_("%(school)s is proposed again.", school=school.name),
            changed=form.changed.data,
            write=letters.write,
        )
        if answer is not None:
            return answer
    return form_page("standing/propose_again.html", form, school=school, back=to)


def join_request_panel(asked: SchoolMember) -> tuple[str, dict[str, Any]] | None:
    """On the page where a contact answers who asks to join: that the address is elsewhere, where it is."""
    flags = queries.open_flags(asked.school_id, FlagKind.MEMBER_ADDRESS)
    flag = next((flag for flag in flags if flag.person_id == asked.person_id), None)
    return ("standing/_address.html", {"flag": flag}) if flag is not None else None
