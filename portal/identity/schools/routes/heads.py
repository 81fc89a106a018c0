"""Writing to the head, and the head's answer by link, without an account."""

from typing import Any

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from portal.core.actors import SYSTEM
from portal.core.i18n import _
from portal.extensions import limiter
from portal.identity.accounts.models import LinkPurpose, OneTimeLink
from portal.identity.accounts.queries import live_link
from portal.identity.schools import forms, letters, queries, services
from portal.identity.schools.models import Function, MemberStatus, School, SchoolStatus
from portal.identity.schools.routes.blueprint import bp, page_of
from portal.policy import Action
from portal.web.access import guarded, public
from portal.web.acting import carry_out, form_page
from portal.web.errors import dead_link
from portal.web.limits import may_invite
from portal.web.press import OneButtonForm


@bp.route("/schools/<uuid:school_id>/head", methods=["GET", "POST"])
@guarded(Action.SCHOOL_WRITE_TO_HEAD, of=queries.get_school)
@limiter.limit("60 per hour", methods=["POST"])
def write_to_head(school: School) -> ResponseReturnValue:
    """Send the head another link, or name another head."""
    form = forms.HeadForm(obj=school)
    if form.validate_on_submit() and may_invite(form):
        answer = carry_out(
            form,
            services.write_to_head,
            school,
            to=page_of(school),
            said=_("We have written to %(head)s.", head=form.head_name.data),
            version=form.read_version,
            name=form.head_name.data,
            email=form.head_email.data,
            write=letters.write,
        )
        if answer is not None:
            return answer
    written_at = queries.head_written_to_at(school.id)
    return form_page("schools/write_to_head.html", form, school=school, written_at=written_at)


def _link_and_school(token: str) -> tuple[OneTimeLink, School] | None:
    link = live_link(token, LinkPurpose.CONFIRM_SCHOOL)
    return (link, queries.get_school(link.subject_id)) if link is not None and link.subject_id is not None else None


@bp.route("/link/school/<token>", methods=["GET", "POST"])
@public
@limiter.limit("60 per hour", methods=["POST"])
def confirm(token: str) -> ResponseReturnValue:
    """The head reads who acts for the school, and says yes."""
    found = _link_and_school(token)
    if found is None:
        return dead_link(is_for_a_head=True)
    link, school = found
    form = forms.ConfirmSchoolForm(name=school.head_name)
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.confirm_school,
            link,
            by=SYSTEM,
            to=url_for("schools.thanks"),
            name=form.name.data,
            wants_account=form.wants_account.data,
            write=letters.write,
        )
        if answer is not None:
            return answer
    return form_page("schools/confirm.html", form, token=token, no_form=OneButtonForm(), **_for_head(school))


def _for_head(school: School) -> dict[str, Any]:
    contacts = {f.person_id for f in school.holders(Function.CONTACT)}
    acting = [m for m in school.members if m.person_id in contacts and m.status == MemberStatus.MEMBER]
    return {"school": school, "acting": acting, "is_first": school.status == SchoolStatus.PROPOSED}


@bp.post("/link/school/<token>/no")
@public
@limiter.limit("60 per hour")
def decline(token: str) -> ResponseReturnValue:
    """The head says no."""
    found = _link_and_school(token)
    if found is None:
        return dead_link(is_for_a_head=True)
    link, school = found
    form = OneButtonForm()
    if form.validate_on_submit():
        answer = carry_out(form, services.decline_school, link, by=SYSTEM, to=url_for("schools.thanks"))
        if answer is not None:
            return answer
    page = forms.ConfirmSchoolForm(formdata=None, name=school.head_name)
    page.form_errors = form.form_errors
    return form_page("schools/confirm.html", page, token=token, no_form=form, **_for_head(school))


@bp.get("/schools/thank-you")
@public
def thanks() -> ResponseReturnValue:
    """After the head's answer."""
    return render_template("schools/thanks.html")
