"""An authority's dates, for all its schools that follow them."""

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from portal.core.i18n import _
from portal.identity.organisations.models import Organisation
from portal.identity.profiles import vocabulary
from portal.identity.terms import forms, queries, services
from portal.identity.terms.models import AuthorityPeriod
from portal.identity.terms.routes.blueprint import bp
from portal.policy import Action
from portal.web.access import guarded
from portal.web.acting import carry_out, form_page
from portal.web.press import OneButtonForm, press


def _page_of(organisation_id: object) -> str:
    return url_for("terms.show_authority", authority_id=organisation_id)


@bp.get("/authorities/<uuid:authority_id>/year-dates")
@guarded(Action.AUTHORITY_DATES_VIEW, of=queries.get_authority)
def show_authority(authority: Organisation) -> ResponseReturnValue:
    """The authority's dates, and how many schools take them."""
    dates = queries.authority_periods(authority.id)
    return render_template(
        "terms/show_authority.html",
        authority=authority,
        dates=dates,
        number=len(queries.followers_of(authority.id)),
        kinds=vocabulary.PERIODS,
        one_button=OneButtonForm(formdata=None),
    )


@bp.route("/authorities/<uuid:authority_id>/year-dates/new", methods=["GET", "POST"])
@guarded(Action.AUTHORITY_DATES_EDIT, of=queries.get_authority)
def add_authority_dates(authority: Organisation) -> ResponseReturnValue:
    """Add dates once, for all schools that follow."""
    form = forms.StretchForm()
    if form.validate_on_submit():
        to = _page_of(authority.id)
        answer = carry_out(
            form, services.add_authority_dates, authority, to=to, said=_("Saved."), stretch=form.stretch()
        )
        if answer is not None:
            return answer
    return form_page("terms/add_authority_dates.html", form, authority=authority)


@bp.post("/authorities/<uuid:authority_id>/year-dates/<uuid:dates_id>/remove")
@guarded(Action.AUTHORITY_DATES_EDIT, of=queries.get_authority_period)
def remove_authority_dates(dates: AuthorityPeriod) -> ResponseReturnValue:
    """These dates no longer hold."""
    return press(
        services.remove_authority_dates, dates, to=_page_of(dates.organisation_id), said=_("Removed everywhere.")
    )
