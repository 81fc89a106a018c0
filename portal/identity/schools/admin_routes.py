"""The verification queue of the programme."""

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.core.i18n import _
from portal.identity.schools import forms, queries, services
from portal.identity.schools.countries import country_name
from portal.identity.schools.models import Function, MemberStatus, School, VerificationLevel
from portal.policy import Action
from portal.web.access import guarded
from portal.web.acting import carry_out, form_page
from portal.web.forms import PortalForm

bp = Blueprint("verification", __name__, url_prefix="/verification")


@bp.get("")
@guarded(Action.SCHOOL_QUEUE_VIEW)
def queue() -> ResponseReturnValue:
    """Schools whose head has confirmed, the longest wait first."""
    page = queries.list_waiting_for_verification(request.args.get("after"))
    differing = {school.id for school in page if queries.address_differs(school)}
    return render_template("verification/queue.html", page=page, differing=differing, country_name=country_name)


@bp.route("/<uuid:school_id>", methods=["GET", "POST"])
@guarded(Action.SCHOOL_VERIFY, of=queries.get_school)
def show(school: School) -> ResponseReturnValue:
    """Everything that is known of the school; verify it with two pieces of evidence."""
    form = forms.VerifyForm()
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.verify_school,
            school,
            to=url_for("verification.queue"),
            said=_("%(school)s is verified.", school=school.name),
            level=VerificationLevel(form.level.data),
            register_evidence=form.register_evidence.data,
            person_evidence=form.person_evidence.data,
        )
        if answer is not None:
            return answer
    return _page(school, form, forms.RejectForm(formdata=None), form)


@bp.post("/<uuid:school_id>/reject")
@guarded(Action.SCHOOL_VERIFY, of=queries.get_school)
def reject(school: School) -> ResponseReturnValue:
    """Reject the school, with a reason."""
    form = forms.RejectForm()
    if form.validate_on_submit():
        said = _("%(school)s is rejected. Its contacts have been told why.", school=school.name)
        to = url_for("verification.queue")
        answer = carry_out(form, services.reject_school, school, to=to, said=said, reason=form.reason.data)
        if answer is not None:
            return answer
    return _page(school, forms.VerifyForm(formdata=None), form, form)


def _page(school: School, verify: PortalForm, reject: PortalForm, sent: PortalForm) -> ResponseReturnValue:
    return form_page(
        "verification/show.html",
        sent,
        school=school,
        verify_form=verify,
        reject_form=reject,
        members=[m for m in school.members if m.status == MemberStatus.MEMBER],
        contact_ids={f.person_id for f in school.holders(Function.CONTACT)},
        differs=queries.address_differs(school),
        country_name=country_name,
    )
