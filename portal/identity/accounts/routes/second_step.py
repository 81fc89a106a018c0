"""The second step of signing in: a code of an app, or a recovery code; setting the app up where a role needs it."""

from typing import Any

from flask import current_app, redirect, render_template, request, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.actors import SYSTEM
from portal.core.errors import RuleBroken
from portal.core.i18n import _
from portal.core.perform import perform
from portal.extensions import limiter
from portal.identity.accounts import browsers, forms, queries, second_factor, services
from portal.identity.accounts.models import Person, WebSession
from portal.identity.accounts.routes.blueprint import (
    CODES,
    bp,
    failed,
    keys,
    known_device,
    take_try,
    tried_page,
)
from portal.identity.accounts.routes.signing_in import after_sign_in
from portal.web import login
from portal.web.access import public
from portal.web.acting import carry_out, form_page
from portal.web.forms import PortalForm


def half_signed_in() -> tuple[WebSession, Person] | None:
    """The session of this browser and its person, when the password was given and the second step was not."""
    token = request.cookies.get(login.cookie_name(), "")
    half = queries.session_waiting_for_code(login.token_hash(token)) if 0 < len(token) < 100 else None
    return half if half is not None and queries.needs_second_step(half[1]) else None


def give_code_of(form: Any, person: Person, held: WebSession, *, to: str) -> ResponseReturnValue | None:
    """Try the code that was typed. Answers a redirect with the new value of the session, or None with the words on the form."""
    tried = take_try(form, CODES, f"code {person.id}", device=known_device(person.email))
    if tried is None:
        return None
    step = second_factor.matching_step(person.totp_secret or "", form.code.data, keys=keys(), at=clock.now())
    if step is None:
        failed(person)
        form.show(RuleBroken("code", _("This code is not right. Enter the one that your app shows now.")))
        return None
    return with_new_value(form, services.give_second_factor, person, held, to=to, turns=tried.ids, step=step)


def with_new_value(
    form: PortalForm, deed: Any, person: Person, held: WebSession, *, to: str, **words: Any
) -> ResponseReturnValue | None:
    """Carry out a deed that raises the session, and give the browser its new value."""
    token = login.new_token()
    words |= {"session_id": held.id, "token_hash": login.token_hash(token)}
    answer: Any = carry_out(form, deed, person, by=SYSTEM, to=to, **words)
    if answer is not None:
        rise(answer, token, held)
    return answer  # type: ignore[no-any-return]


def rise(answer: Any, token: str, held: WebSession) -> None:
    """The session of this browser has a new value from this answer on."""
    left = int((held.expires_at - clock.now()).total_seconds())
    login.set_cookie(answer, login.cookie_name(), token, lasts=None if held.is_shared_computer else left)


@bp.route("/sign-in/code", methods=["GET", "POST"])
@public
@limiter.limit("60 per minute", methods=["POST"])
def give_code() -> ResponseReturnValue:
    """The code that the app shows, or a passkey. Until then the session gives nothing."""
    half = half_signed_in()
    if half is None or not has_step(half[1]):
        return redirect(url_for("accounts.sign_in"), 303)
    held, person = half
    form = forms.CodeForm()
    if person.totp_secret is not None and form.validate_on_submit():
        answer = give_code_of(form, person, held, to=after_sign_in())
        if answer is not None:
            return answer
    return step_page(form, person)


def step_page(form: PortalForm, person: Person) -> ResponseReturnValue:
    """The page of the second step: a code, a passkey, or whichever the person has of them."""
    return tried_page(
        "accounts/give_code.html",
        form,
        next=login.safe_next(request.values.get("next")),
        has_app=person.totp_secret is not None,
        by_passkey=forms.PasskeyForm(formdata=None) if queries.has_passkey(person.id) else None,
    )


def has_step(person: Person) -> bool:
    """Whether the person has a second step to give: an app or a passkey."""
    return person.totp_secret is not None or queries.has_passkey(person.id)


@bp.route("/sign-in/recovery-code", methods=["GET", "POST"])
@public
@limiter.limit("60 per minute", methods=["POST"])
def give_recovery_code() -> ResponseReturnValue:
    """For whoever has lost the app: one of the ten codes that were kept."""
    half = half_signed_in()
    if half is None or not has_step(half[1]):
        return redirect(url_for("accounts.sign_in"), 303)
    held, person = half
    form = forms.RecoveryCodeForm()
    if form.validate_on_submit():
        tried = take_try(form, CODES, f"code {person.id}", device=known_device(person.email))
        token = login.new_token()
        words = {"code": form.code.data, "session_id": held.id, "token_hash": login.token_hash(token)}
        if tried is not None and perform(services.use_recovery_code, person, by=SYSTEM, turns=tried.ids, **words):
            answer: Any = redirect(after_sign_in(), 303)
            rise(answer, token, held)
            return answer  # type: ignore[no-any-return]
        if tried is not None:
            failed(person)
            form.show(RuleBroken("code", _("This is none of your recovery codes, or it was used already.")))
    return tried_page("accounts/give_recovery_code.html", form, next=login.safe_next(request.values.get("next")))


@bp.route("/sign-in/set-up-code", methods=["GET", "POST"])
@public
@limiter.limit("60 per minute", methods=["POST"])
def set_up_code() -> ResponseReturnValue:
    """The first sign-in of someone whose role needs a second step: make an app known, prove it with a code."""
    half = half_signed_in()
    if half is None or has_step(half[1]):
        return redirect(url_for("accounts.sign_in"), 303)
    held, person = half
    return set_up_page("accounts/set_up_code.html", person, held, go_on=after_sign_in(), replaces=False)


def set_up_page(
    template: str,
    person: Person,
    held: WebSession,
    *,
    go_on: str,
    replaces: bool,
    by_passkey: PortalForm | None = None,
) -> ResponseReturnValue:
    """The page on which an app is made known. The answer to a right code shows the recovery codes, once. `by_passkey`: what was wrong with a passkey that
    was to be made instead."""
    seed = str(cookie.setdefault("second_factor_seed", second_factor.new_seed()))
    form: PortalForm = forms.CodeForm()
    if by_passkey is not None:
        form.form_errors += [words for said in by_passkey.errors.values() for words in said]
    elif form.validate_on_submit():
        step = second_factor.matching_step(seed, form["code"].data, keys=keys()[:1], at=clock.now())
        if step is None:
            form.show(RuleBroken("code", _("This code is not right. Enter the one that your app shows now.")))
        else:
            cookie.pop("second_factor_seed", None)
            token = login.new_token()
            words = {"session_id": held.id, "token_hash": login.token_hash(token), "seed": seed, "step": step}
            answer: Any = codes_page(
                form, services.set_up_second_factor, person, go_on=go_on, replaces=replaces, **words
            )
            rise(answer, token, held)
            return answer  # type: ignore[no-any-return]
    brand = current_app.config["BRAND_NAME"]
    return form_page(
        template,
        form,
        next=login.safe_next(request.values.get("next")),
        secret=second_factor.secret_of(seed, keys()[0]),
        link=second_factor.link_of(seed, keys()[0], address=person.email, brand=brand),
        by_passkey=by_passkey or new_passkey_form(),
    )


def new_passkey_form() -> forms.NewPasskeyForm:
    """The form that makes a passkey, with the name of this browser."""
    form = forms.NewPasskeyForm()
    form.name.data = form.name.data or browsers.words_of(request.user_agent.string)
    return form


def codes_page(form: PortalForm, deed: Any, person: Person, *, go_on: str, **words: Any) -> ResponseReturnValue:
    """Carry out a deed that makes recovery codes, and show them: now and never again. A form sent twice shows none."""
    codes = perform(deed, person, by=SYSTEM, once=form.once, to=go_on, **words)
    if not codes:  # there are good ones already
        return redirect(go_on, 303)
    return current_app.make_response(render_template("accounts/recovery_codes.html", codes=codes, go_on=go_on))
