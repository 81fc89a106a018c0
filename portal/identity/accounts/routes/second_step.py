"""The second step of signing in."""

from flask import current_app, redirect, request, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.actors import SYSTEM
from portal.core.errors import RuleBroken
from portal.core.i18n import _
from portal.core.perform import perform
from portal.extensions import limiter
from portal.identity.accounts import forms, queries, second_factor, services
from portal.identity.accounts.models import Person, WebSession
from portal.identity.accounts.routes.blueprint import bp, keys, take_try
from portal.identity.accounts.routes.signing_in import after_sign_in
from portal.policy.people import SECOND_FACTOR_ROLES
from portal.web import login
from portal.web.access import public
from portal.web.acting import carry_out, form_page


def half_signed_in() -> tuple[WebSession, Person] | None:
    token = request.cookies.get(login.cookie_name(), "")
    half = queries.session_waiting_for_code(login.token_hash(token)) if 0 < len(token) < 100 else None
    return half if half is not None and queries.live_roles(half[1].id) & SECOND_FACTOR_ROLES else None


@bp.route("/sign-in/code", methods=["GET", "POST"])
@public
@limiter.limit("60 per minute", methods=["POST"])
def give_code() -> ResponseReturnValue:
    """The second step of staff and reviewers: the code that their app shows. Until then the session gives nothing."""
    half = half_signed_in()
    if half is None or half[1].totp_secret is None:
        return redirect(url_for("accounts.sign_in"), 303)
    held, person = half
    form = forms.CodeForm()
    wanted = login.safe_next(request.values.get("next"))
    if form.validate_on_submit():
        try_id = take_try(form, f"code:{person.id}")
        step = None
        if try_id is not None:
            seed = person.totp_secret or ""
            step = second_factor.matching_step(seed, form.code.data, keys=keys(), at=clock.now())
        if step is not None:
            answer = carry_out(
                form,
                services.give_second_factor,
                person,
                by=SYSTEM,
                to=after_sign_in(),
                step=step,
                session_id=held.id,
                try_id=try_id,
            )
            if answer is not None:
                return answer
        elif try_id is not None:
            perform(services.note_failure, by=SYSTEM, person_id=person.id)
            form.show(RuleBroken("code", _("This code is not right. Enter the one that your app shows now.")))
    return form_page("accounts/give_code.html", form, next=wanted)


@bp.route("/sign-in/set-up-code", methods=["GET", "POST"])
@public
@limiter.limit("60 per minute", methods=["POST"])
def set_up_code() -> ResponseReturnValue:
    """The first sign-in of someone who needs a second step: make an app known, prove it with a code."""
    half = half_signed_in()
    if half is None or half[1].totp_secret is not None:
        return redirect(url_for("accounts.sign_in"), 303)
    held, person = half
    seed = str(cookie.setdefault("second_factor_seed", second_factor.new_seed()))
    form = forms.CodeForm()
    wanted = login.safe_next(request.values.get("next"))
    if form.validate_on_submit():
        step = second_factor.matching_step(seed, form.code.data, keys=keys()[:1], at=clock.now())
        if step is None:
            form.show(RuleBroken("code", _("This code is not right. Enter the one that your app shows now.")))
        else:
            said = _("Your app is set up. You will need it at each sign-in.")
            answer = carry_out(
                form,
                services.set_up_second_factor,
                person,
                by=SYSTEM,
                to=after_sign_in(),
                said=said,
                seed=seed,
                step=step,
                session_id=held.id,
            )
            if answer is not None:
                cookie.pop("second_factor_seed", None)
                return answer
    brand = current_app.config["BRAND_NAME"]
    return form_page(
        "accounts/set_up_code.html",
        form,
        next=wanted,
        secret=second_factor.secret_of(seed, keys()[0]),
        link=second_factor.link_of(seed, keys()[0], address=person.email, brand=brand),
    )
