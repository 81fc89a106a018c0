"""Signing in with a password, signing out, and the form that met an expired session."""

import uuid
from typing import Any

from flask import current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.core.actors import SYSTEM
from portal.core.i18n import _
from portal.core.limits import Taken
from portal.core.perform import perform
from portal.core.text import fold_email
from portal.extensions import limiter
from portal.identity.accounts import forms, passwords, queries, services
from portal.identity.accounts.models import Person, PersonStatus
from portal.identity.accounts.routes.blueprint import TRIES, bp, failed, known_device, take_try, tried_page
from portal.policy import Action
from portal.policy.people import SHORT_SESSION_ROLES
from portal.web import login
from portal.web.access import guarded, public
from portal.web.acting import say


@bp.route("/sign-in", methods=["GET", "POST"])
@public
@limiter.limit("60 per minute", methods=["POST"])
def sign_in() -> ResponseReturnValue:
    """One form: e-mail, password. Says the same, in the same time, whether the address is known or not."""
    form = forms.SignInForm()
    if request.method == "GET":
        return sign_in_page(form)
    if form.validate_on_submit():
        answer = _try_to_sign_in(form)
        if answer is not None:
            return answer
    return sign_in_page(form)


def sign_in_page(form: forms.SignInForm) -> ResponseReturnValue:
    """The page on which one signs in, with a password or with a passkey."""
    wanted = login.safe_next(request.values.get("next"))
    return tried_page("accounts/sign_in.html", form, next=wanted, by_passkey=forms.PasskeyForm(formdata=None))


def _try_to_sign_in(form: forms.SignInForm) -> ResponseReturnValue | None:
    address = fold_email(form.email.data)
    device = known_device(address)
    tried = take_try(form, TRIES, address, device=device)
    if tried is None:
        return None
    person = queries.person_by_email(address)
    stored = person.password_hash if person is not None and person.status == PersonStatus.ACTIVE else None
    if not passwords.verify(form.password.data, stored) or person is None or stored is None:
        failed(person)
        form.form_errors.append(
            _("The e-mail address or the password is not right. Check both, or choose a new password.")
        )
        return None
    new_hash = passwords.hash_password(form.password.data) if passwords.needs_new_hash(stored) else None
    found: dict[str, Any] = {"new_hash": new_hash, "password_meets": passwords.meets(form.password.data)}
    return begin(person, is_shared=bool(form.shared_computer.data), turns=tried.ids, device=device, **found)


def begin(
    person: Person,
    *,
    is_shared: bool,
    turns: tuple[int, ...],
    device: Any,
    has_both: bool = False,
    deed: Any = services.begin_session,
    **more: Any,
) -> ResponseReturnValue:
    """Sign this person in at this browser, and go on to the second step or to where they wanted to go. `has_both`: no second step is needed."""
    settings = current_app.config["SETTINGS"]
    is_short = bool(queries.live_roles(person.id) & SHORT_SESSION_ROLES)
    lasts = settings.staff_session_limit if is_short else settings.session_limit
    lasts = min(lasts, settings.session_idle) if is_shared else lasts
    token, before, mark = login.new_token(), request.cookies.get(login.cookie_name()), login.device_token()
    perform(
        deed,
        person,
        by=SYSTEM,
        token_hash=login.token_hash(token),
        client=request.user_agent.string,
        is_shared=is_shared,
        lasts=lasts,
        turns=turns,
        instead_of=login.token_hash(before) if before else None,
        device_hash=None if is_shared else login.token_hash(mark),
        is_known_device=device is not None,
        has_second_factor=has_both,
        **more,
    )
    answer: Any = redirect(after_sign_in() if has_both else _after_password(person), 303)
    login.begin(answer, token, lasts=None if is_shared else int(lasts.total_seconds()))
    if not is_shared:
        login.know(answer, mark)
    return answer  # type: ignore[no-any-return]


def go_in(person_id: uuid.UUID, tried: Taken, *, said: str, is_shared: bool) -> ResponseReturnValue:
    """Sign in whoever has just shown the password on another page of ours, and go on as from the sign-in page."""
    person = queries.get_person(person_id)
    device = known_device(person.email)
    answer = begin(person, is_shared=is_shared, turns=tried.ids, device=device)
    say(said)  # the cookie was emptied when the session began
    return answer


def _after_password(person: Person) -> str:
    excepted = person.is_demonstration and current_app.config["DEMONSTRATION"] and person.totp_secret is None
    if queries.needs_second_step(person) and not excepted:
        has_step = person.totp_secret is not None or queries.has_passkey(person.id)
        page = "accounts.give_code" if has_step else "accounts.set_up_code"
        return url_for(page, next=login.safe_next(request.form.get("next")))
    return after_sign_in()


def after_sign_in() -> str:
    """Where the person wanted to go: the form that was kept, the page they came from, or what needs them."""
    if request.cookies.get(login.KEPT_COOKIE):
        return url_for("accounts.kept_form")
    return login.safe_next(request.form.get("next")) or url_for("needs.show")


@bp.post("/sign-out")
@public
def sign_out() -> ResponseReturnValue:
    """The session row ends; the cookie goes."""
    token = request.cookies.get(login.cookie_name())
    held = queries.session_by_hash(login.token_hash(token)) if token else None
    if held is not None and held.ended_at is None:
        perform(services.end_session, held, by=login.signed_in() or SYSTEM)
    answer: Any = redirect(url_for("public.home"), 303)
    login.end(answer)
    return answer  # type: ignore[no-any-return]


@bp.get("/kept-form")
@guarded(Action.NEEDS_VIEW)
def kept_form() -> ResponseReturnValue:
    """The form that met an expired session, offered again to the same person."""
    kept = queries.kept_form(request.cookies.get(login.KEPT_COOKIE, ""), login.me().id)
    if kept is not None and login.safe_next(kept.path) is not None:
        return render_template("accounts/kept_form.html", kept=kept)
    answer: Any = redirect(url_for("needs.show"), 303)
    login.forget_cookie(answer, login.KEPT_COOKIE)
    return answer  # type: ignore[no-any-return]


@bp.post("/kept-form/forget")
@guarded(Action.NEEDS_VIEW)
def forget_kept_form() -> ResponseReturnValue:
    """The person does not want it back."""
    answer: Any = redirect(url_for("needs.show"), 303)
    login.forget_cookie(answer, login.KEPT_COOKIE)
    return answer  # type: ignore[no-any-return]
