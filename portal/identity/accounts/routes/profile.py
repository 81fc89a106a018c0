"""One's own profile and sessions."""

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from portal.core.i18n import _
from portal.identity.accounts import forms, queries, services
from portal.identity.accounts.routes.blueprint import bp
from portal.policy import Action
from portal.web import login
from portal.web.access import guarded
from portal.web.acting import carry_out, form_page


@bp.route("/profile", methods=["GET", "POST"])
@guarded(Action.PROFILE_EDIT)
def profile() -> ResponseReturnValue:
    """The person's own name, zone and language, and where they are signed in."""
    me = login.me()
    person = queries.get_person(me.id)
    form = forms.ProfileForm(obj=person)
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.change_profile,
            person,
            to=url_for("accounts.profile"),
            said=_("Your profile is saved."),
            name=form.name.data,
            zone=form.zone.data,
            language=form.language.data,
        )
        if answer is not None:
            return answer
    sessions = queries.list_sessions(me.id)
    return form_page(
        "accounts/profile.html", form, sessions=sessions, this_session=me.session_id, end_form=forms.OneButtonForm()
    )


@bp.post("/profile/sessions/end-others")
@guarded(Action.SESSIONS_MANAGE)
def end_other_sessions() -> ResponseReturnValue:
    """Sign out everywhere but here."""
    me = login.me()
    form = forms.OneButtonForm()
    if form.validate_on_submit():
        said = _("You are signed out everywhere but here.")
        answer = carry_out(
            form,
            services.end_all_sessions,
            to=url_for("accounts.profile"),
            said=said,
            person_id=me.id,
            but=me.session_id,
        )
        if answer is not None:
            return answer
    return redirect(url_for("accounts.profile"), 303)
