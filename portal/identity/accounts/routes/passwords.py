"""Choosing a password by link."""

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from portal.core.actors import SYSTEM
from portal.core.errors import RuleBroken
from portal.core.i18n import _
from portal.extensions import limiter
from portal.identity.accounts import forms, letters, passwords, services
from portal.identity.accounts.models import LinkPurpose
from portal.identity.accounts.routes.blueprint import bp, live_link
from portal.web.access import public
from portal.web.acting import carry_out, form_page

PASSWORD_LINKS = (LinkPurpose.RESET_PASSWORD, LinkPurpose.CHOOSE_PASSWORD, LinkPurpose.FIRST_ADMINISTRATOR)


@bp.route("/forgotten-password", methods=["GET", "POST"])
@public
@limiter.limit("20 per hour", methods=["POST"])
def ask_reset() -> ResponseReturnValue:
    form = forms.AskResetForm()
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.ask_for_reset,
            by=SYSTEM,
            to=url_for("accounts.look_at_your_mail"),
            email=form.email.data,
            write=letters.write,
        )
        if answer is not None:
            return answer
    return form_page("accounts/ask_reset.html", form)


@bp.route("/reset/<token>", methods=["GET", "POST"])
@public
@limiter.limit("60 per hour", methods=["POST"])
def reset(token: str) -> ResponseReturnValue:
    """Choose a password by link: a forgotten one, or the first one of an administrator."""
    links = (live_link(token, purpose) for purpose in PASSWORD_LINKS)
    link = next((found for found in links if found is not None), None)
    if link is None:
        return render_template("accounts/dead_link.html"), 404
    form = forms.ChoosePasswordForm()
    if form.validate_on_submit():
        try:
            passwords.check_strength(form.password.data)
        except RuleBroken as refusal:
            form.show(refusal)
        else:
            answer = carry_out(
                form,
                services.choose_password,
                link,
                by=SYSTEM,
                to=url_for("accounts.sign_in"),
                said=_("Your new password is saved. Now sign in."),
                password_hash=passwords.hash_password(form.password.data),
                write=letters.write,
            )
            if answer is not None:
                return answer
    return form_page("accounts/reset.html", form)
