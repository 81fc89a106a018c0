"""Organisations, as the programme's staff enter and change them."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.core.i18n import _
from portal.core.text import clean_line
from portal.identity.organisations import forms, queries, services
from portal.identity.organisations.models import Organisation, OrganisationKind, OrganisationMember
from portal.identity.schools.countries import country_name
from portal.policy import Action
from portal.web.access import guarded
from portal.web.acting import carry_out, form_page, say

bp = Blueprint("organisations", __name__, url_prefix="/organisations")


@bp.get("")
@guarded(Action.ORGANISATIONS_VIEW)
def index() -> ResponseReturnValue:
    """Organisations by name."""
    words = clean_line(request.args.get("q", ""))[:100]
    page = queries.list_organisations(words, request.args.get("kind", ""), request.args.get("after"))
    return render_template(
        "organisations/index.html", page=page, words=words, kinds=dict(forms.KINDS), country_name=country_name
    )


@bp.route("/new", methods=["GET", "POST"])
@guarded(Action.ORGANISATION_EDIT)
def add() -> ResponseReturnValue:
    """Enter an organisation."""
    form = forms.OrganisationForm()
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.add_organisation,
            to=url_for("organisations.index"),
            said=_("%(name)s is entered.", name=form.name.data),
            kind=OrganisationKind(form.kind.data),
            name=form.name.data,
            **form.values(),
        )
        if answer is not None:
            return answer
    return form_page("organisations/edit.html", form, title=_("Enter an organisation"))


@bp.route("/<uuid:organisation_id>/edit", methods=["GET", "POST"])
@guarded(Action.ORGANISATION_EDIT, of=queries.get_organisation)
def edit(organisation: Organisation) -> ResponseReturnValue:
    """Change what is said of an organisation."""
    form = forms.OrganisationForm(obj=None if request.method == "POST" else organisation)
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.change_organisation,
            organisation,
            to=url_for("organisations.index"),
            said=_("Saved."),
            version=form.read_version,
            kind=OrganisationKind(form.kind.data),
            name=form.name.data,
            **form.values(),
        )
        if answer is not None:
            return answer
    return form_page("organisations/edit.html", form, title=organisation.name)


@bp.route("/<uuid:organisation_id>/people", methods=["GET", "POST"])
@guarded(Action.ORGANISATION_EDIT, of=queries.get_organisation)
def people(organisation: Organisation) -> ResponseReturnValue:
    """The people of an organisation; name one more."""
    form = forms.MemberForm()
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.add_member,
            organisation,
            to=url_for("organisations.people", organisation_id=organisation.id),
            said=_("The person belongs to it now."),
            email=form.email.data,
            post=form.post.data or "",
        )
        if answer is not None:
            return answer
    page = queries.list_members(organisation.id, request.args.get("after"))
    end_form = forms.EndForm(formdata=None)
    return form_page("organisations/people.html", form, organisation=organisation, page=page, end_form=end_form)


@bp.post("/<uuid:organisation_id>/people/<uuid:organisation_member_id>/end")
@guarded(Action.ORGANISATION_EDIT, of=queries.get_member)
def end_member(member: OrganisationMember) -> ResponseReturnValue:
    """The person no longer belongs to it."""
    form, to = forms.EndForm(), url_for("organisations.people", organisation_id=member.organisation_id)
    if form.validate_on_submit():
        answer = carry_out(form, services.end_member, member, to=to, said=_("The person no longer belongs to it."))
        if answer is not None:
            return answer
    for message in form.form_errors:
        say(message, "error")
    return redirect(to, 303)
