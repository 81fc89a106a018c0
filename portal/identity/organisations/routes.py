"""Organisations, as the programme's staff enter and change them."""

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.core.i18n import _
from portal.core.text import clean_line
from portal.identity.organisations import forms, queries, services
from portal.identity.organisations.models import Organisation, OrganisationKind
from portal.identity.schools.countries import country_name
from portal.policy import Action
from portal.web.access import guarded
from portal.web.acting import carry_out, form_page

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
