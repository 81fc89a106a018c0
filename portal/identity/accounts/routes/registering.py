"""Asking for an account, and proving the address."""

from typing import Any

from flask import render_template, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue
from flask_babel import get_locale

from portal.core import outbox
from portal.core.actors import SYSTEM
from portal.core.errors import RuleBroken
from portal.core.i18n import _, _l
from portal.extensions import limiter
from portal.identity.accounts import forms, letters, passwords, queries, services
from portal.identity.accounts.models import LinkPurpose, Work
from portal.identity.accounts.routes.blueprint import bp, knows_password, live_link, tried_page
from portal.identity.accounts.routes.signing_in import go_in
from portal.web.access import public
from portal.web.acting import carry_out, form_page
from portal.web.errors import dead_link
from portal.web.limits import REGISTRATIONS, key, place, take_turn

WRONG = _l("This is not the password that was chosen. Try again, or ask for a link to choose a new one.")


@bp.route("/register", methods=["GET", "POST"])
@public
@limiter.limit("60 per minute", methods=["POST"])
def register() -> ResponseReturnValue:
    """Ask for an account. The page after it is the same for a known address; only the mail differs."""
    form = forms.RegisterForm()
    if form.validate_on_submit():
        try:
            passwords.check_strength(form.password.data, words=(form.name.data, form.email.data))
        except RuleBroken as refusal:
            form.show(refusal)
        else:
            take_turn((REGISTRATIONS, place()))
            password_hash = passwords.hash_password(form.password.data)
            answer = carry_out(
                form,
                services.register_account,
                by=SYSTEM,
                to=url_for("accounts.look_at_your_mail"),
                name=form.name.data,
                email=form.email.data,
                password_hash=password_hash,
                password_meets=passwords.meets(form.password.data),
                zone=form.zone.data,
                work=Work(form.work.data),
                language=str(get_locale() or "en"),
                write=letters.write,
            )
            if answer is not None:
                cookie["registered"] = key(password_hash)
                return answer
    return form_page("accounts/register.html", form)


@bp.get("/register/look-at-your-mail")
@public
def look_at_your_mail() -> ResponseReturnValue:
    return render_template("accounts/look_at_your_mail.html", is_late=outbox.is_late())


@bp.route("/link/confirm/<token>", methods=["GET", "POST"])
@public
@limiter.limit("60 per minute", methods=["POST"])
def confirm(token: str) -> ResponseReturnValue:
    """The link of the confirmation mail: a page with a button, because mail scanners follow links.

    Whoever confirms is the one who chose the password: in the same browser we know it, in another we ask. Else someone could register a stranger's
    address and wait for the stranger to confirm it.
    """
    link = live_link(token, LinkPurpose.CONFIRM_EMAIL)
    if link is None or link.person_id is None:
        return dead_link()
    person = queries.get_person(link.person_id)
    is_same_browser = cookie.get("registered") == key(person.password_hash or "")
    form: Any = forms.ConfirmForm() if is_same_browser else forms.ConfirmElsewhereForm()
    if form.validate_on_submit():
        tried = None if is_same_browser else knows_password(form, person, WRONG)
        if not is_same_browser and tried is None:
            return tried_page("accounts/confirm.html", form)
        said = _("Your e-mail address is confirmed. Now sign in.") if tried is None else None
        answer = carry_out(form, services.confirm_email, link, by=SYSTEM, to=url_for("accounts.sign_in"), said=said)
        if answer is not None and tried is not None:  # the password was just typed: nobody types it twice
            return go_in(
                person.id, tried, said=_("Your e-mail address is confirmed."), is_shared=form.shared_computer.data
            )
        if answer is not None:
            return answer
    return form_page("accounts/confirm.html", form)
