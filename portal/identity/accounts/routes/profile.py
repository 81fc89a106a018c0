"""One's own profile: name, zone, language, address."""

from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue

from portal.core.actors import SYSTEM
from portal.core.i18n import _
from portal.extensions import limiter
from portal.identity.accounts import forms, letters, queries, services
from portal.identity.accounts.models import CONDUCT_VERSION, LinkPurpose
from portal.identity.accounts.routes.blueprint import bp, knows_password, live_link, tried_page
from portal.identity.accounts.routes.signing_in import go_in
from portal.policy import Action
from portal.web import login
from portal.web.access import guarded, public
from portal.web.acting import carry_out, form_page
from portal.web.errors import dead_link
from portal.web.limits import ADDRESS_CHANGES, take_turn
from portal.web.proof import recently_proved


@bp.route("/profile", methods=["GET", "POST"])
@guarded(Action.PROFILE_EDIT)
def profile() -> ResponseReturnValue:
    """The person's own name, zone and language."""
    person = queries.get_person(login.me().id)
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
    return form_page("accounts/profile.html", form, account=person)


@bp.route("/code-of-conduct", methods=["GET", "POST"])
@public
def conduct() -> ResponseReturnValue:
    """The code of conduct, for anyone to read; who has not accepted this version is asked to."""
    me, form = login.signed_in(), forms.AcceptForm()
    if me is not None and me.owes_conduct and form.validate_on_submit():
        there = login.safe_next(request.form.get("next")) or url_for("needs.show")
        answer = carry_out(form, services.accept_conduct, queries.get_person(me.id), to=there)
        if answer is not None:
            return answer
    wanted = login.safe_next(request.values.get("next"))
    is_asked = me is not None and me.owes_conduct
    is_first = me is not None and is_asked and not queries.get_person(me.id).conduct_version
    about = {"is_asked": is_asked, "is_first": is_first, "version": CONDUCT_VERSION}
    return form_page("accounts/conduct.html", form, next=wanted, **about)


@bp.route("/profile/address", methods=["GET", "POST"])
@guarded(Action.PROFILE_EDIT)
@recently_proved
def change_address() -> ResponseReturnValue:
    """Ask for another e-mail address. It takes the place of the old one when it is proven."""
    person = queries.get_person(login.me().id)
    form = forms.NewAddressForm()
    if form.validate_on_submit():
        take_turn((ADDRESS_CHANGES, person.id))
        there = url_for("accounts.profile")
        said = _("We have written to the new address. Open the link in that mail to go on.")
        words = {"email": form.email.data, "write": letters.write}
        answer = carry_out(form, services.ask_for_new_address, person, to=there, said=said, **words)
        if answer is not None:
            return answer
    return form_page("accounts/change_address.html", form, account=person)


@bp.route("/link/new-address/<token>", methods=["GET", "POST"])
@public
@limiter.limit("60 per minute", methods=["POST"])
def confirm_new_address(token: str) -> ResponseReturnValue:
    """The link in the mail to the new address. In a browser where the person is not signed in we ask for the password: the address may be mistyped, and
    belong to a stranger."""
    link = live_link(token, LinkPurpose.CHANGE_EMAIL)
    if link is None or link.person_id is None:
        return dead_link()
    person, me = queries.get_person(link.person_id), login.signed_in()
    is_here = me is not None and me.id == person.id
    form: Any = forms.ConfirmForm() if is_here else forms.ConfirmNewAddressForm()
    if form.validate_on_submit():
        tried = None if is_here else knows_password(form, person, _("This is not your password."))
        if not is_here and tried is None:
            return tried_page("accounts/confirm_new_address.html", form, address=link.address)
        said = _("Your new address is confirmed. Sign in with it from now on.")
        answer = carry_out(
            form,
            services.confirm_new_address,
            link,
            by=me if is_here else SYSTEM,
            to=url_for("accounts.profile" if is_here else "accounts.sign_in"),
            said=said if is_here else None,
            write=letters.write,
            keep_session=me.session_id if is_here and me is not None else None,
        )
        if answer is not None and tried is not None:  # the password was just typed: nobody types it twice
            return go_in(person.id, tried, said=said, is_shared=form.shared_computer.data)
        if answer is not None:
            return answer
    return tried_page("accounts/confirm_new_address.html", form, address=link.address)
