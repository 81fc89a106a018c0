"""Signing in and out, registering, one-time links, one's own profile and sessions."""

import hashlib
from datetime import timedelta
from typing import Any

from flask import Blueprint, current_app, g, redirect, render_template, request, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue
from flask.wrappers import Response
from flask_babel import get_locale

from portal.core import clock
from portal.core.actors import SYSTEM
from portal.core.errors import RuleBroken
from portal.core.i18n import _
from portal.core.perform import perform
from portal.core.text import fold_email
from portal.extensions import limiter
from portal.identity.accounts import forms, letters, passwords, queries, second_factor, services
from portal.identity.accounts.models import LinkPurpose, OneTimeLink, Person, PersonStatus, WebSession
from portal.policy import Action, Role
from portal.policy.people import SECOND_FACTOR_ROLES
from portal.web import login
from portal.web.access import guarded, public
from portal.web.acting import carry_out, form_page
from portal.web.forms import PortalForm

bp = Blueprint("accounts", __name__)
TOUCH_AFTER = timedelta(minutes=5)
PASSWORD_LINKS = (LinkPurpose.RESET_PASSWORD, LinkPurpose.CHOOSE_PASSWORD, LinkPurpose.FIRST_ADMINISTRATOR)


@bp.route("/sign-in", methods=["GET", "POST"])
@public
@limiter.limit("60 per minute", methods=["POST"])
def sign_in() -> ResponseReturnValue:
    """One form: e-mail, password. Says the same, in the same time, whether the address is known or not."""
    form = forms.SignInForm()
    if request.method == "GET":
        return render_template("accounts/sign_in.html", form=form, next=login.safe_next(request.args.get("next")))
    if form.validate_on_submit():
        answer = _try_to_sign_in(form)
        if answer is not None:
            return answer
    return form_page("accounts/sign_in.html", form, next=login.safe_next(request.form.get("next")))


def _try_to_sign_in(form: forms.SignInForm) -> ResponseReturnValue | None:
    try_id = _take_try(form, fold_email(form.email.data))
    if try_id is None:
        return None
    person = queries.person_by_email(form.email.data)
    stored = person.password_hash if person is not None and person.status == PersonStatus.ACTIVE else None
    if not passwords.verify(form.password.data, stored) or person is None or stored is None:
        perform(services.note_failure, by=SYSTEM, person_id=person.id if person else None)
        form.form_errors.append(
            _("The e-mail address or the password is not right. Check both, or choose a new password.")
        )
        return None
    settings = current_app.config["SETTINGS"]
    is_shared, roles = bool(form.shared_computer.data), queries.live_roles(person.id)
    lasts = settings.staff_session_limit if roles else settings.session_limit
    lasts = settings.shared_session_idle if is_shared else lasts
    token, before = login.new_token(), request.cookies.get(login.cookie_name())
    perform(
        services.begin_session,
        person,
        by=SYSTEM,
        token_hash=login.token_hash(token),
        client=request.user_agent.string,
        is_shared=is_shared,
        lasts=lasts,
        try_id=try_id,
        instead_of=login.token_hash(before) if before else None,
        new_hash=passwords.hash_password(form.password.data) if passwords.needs_new_hash(stored) else None,
    )
    answer: Any = redirect(_after_password(person, roles), 303)
    login.begin(answer, token, lasts=None if is_shared else int(lasts.total_seconds()))
    return answer  # type: ignore[no-any-return]


def _take_try(form: PortalForm, account: str) -> int | None:
    """One of the few tries for this account and from this place; None, with the words on the form, when there were too many."""
    account_hash, client_hash = _hashed(account), _hashed(request.remote_addr or "")
    try_id: int | None = perform(services.take_try, by=SYSTEM, account_hash=account_hash, client_hash=client_hash)
    if try_id is None:
        words = _("There were too many wrong tries. Wait five minutes, then try again, or choose a new password.")
        form.form_errors.append(words)
    return try_id


def _after_password(person: Person, roles: frozenset[Role]) -> str:
    excepted = person.is_demonstration and current_app.config["DEMONSTRATION"]
    if roles & SECOND_FACTOR_ROLES and not excepted:
        page = "accounts.give_code" if person.totp_secret else "accounts.set_up_code"
        return url_for(page, next=login.safe_next(request.form.get("next")))
    return _after_sign_in()


def _after_sign_in() -> str:
    if request.cookies.get(login.KEPT_COOKIE):
        return url_for("accounts.kept_form")
    return login.safe_next(request.form.get("next")) or url_for("needs.show")


def _hashed(value: str) -> str:
    return hashlib.sha256(f"{current_app.config['SECRET_KEY']}:{value}".encode()).hexdigest()


def _keys() -> list[str]:
    return [current_app.config["SECRET_KEY"], *current_app.config["SECRET_KEY_FALLBACKS"]]


def _half_signed_in() -> tuple[WebSession, Person] | None:
    token = request.cookies.get(login.cookie_name(), "")
    half = queries.session_waiting_for_code(login.token_hash(token)) if 0 < len(token) < 100 else None
    return half if half is not None and queries.live_roles(half[1].id) & SECOND_FACTOR_ROLES else None


@bp.route("/sign-in/code", methods=["GET", "POST"])
@public
@limiter.limit("60 per minute", methods=["POST"])
def give_code() -> ResponseReturnValue:
    """The second step of staff and reviewers: the code that their app shows. Until then the session gives nothing."""
    half = _half_signed_in()
    if half is None or half[1].totp_secret is None:
        return redirect(url_for("accounts.sign_in"), 303)
    held, person = half
    form = forms.CodeForm()
    wanted = login.safe_next(request.values.get("next"))
    if form.validate_on_submit():
        try_id = _take_try(form, f"code:{person.id}")
        step = None
        if try_id is not None:
            seed = person.totp_secret or ""
            step = second_factor.matching_step(seed, form.code.data, keys=_keys(), at=clock.now())
        if step is not None:
            answer = carry_out(
                form,
                services.give_second_factor,
                person,
                by=SYSTEM,
                to=_after_sign_in(),
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
    half = _half_signed_in()
    if half is None or half[1].totp_secret is not None:
        return redirect(url_for("accounts.sign_in"), 303)
    held, person = half
    seed = str(cookie.setdefault("second_factor_seed", second_factor.new_seed()))
    form = forms.CodeForm()
    wanted = login.safe_next(request.values.get("next"))
    if form.validate_on_submit():
        step = second_factor.matching_step(seed, form.code.data, keys=_keys()[:1], at=clock.now())
        if step is None:
            form.show(RuleBroken("code", _("This code is not right. Enter the one that your app shows now.")))
        else:
            said = _("Your app is set up. You will need it at each sign-in.")
            answer = carry_out(
                form,
                services.set_up_second_factor,
                person,
                by=SYSTEM,
                to=_after_sign_in(),
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
        secret=second_factor.secret_of(seed, _keys()[0]),
        link=second_factor.link_of(seed, _keys()[0], address=person.email, brand=brand),
    )


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


@bp.route("/register", methods=["GET", "POST"])
@public
@limiter.limit("20 per hour", methods=["POST"])
def register() -> ResponseReturnValue:
    """Ask for an account. The page after it is the same for a known address; only the mail differs."""
    form = forms.RegisterForm()
    if form.validate_on_submit():
        try:
            passwords.check_strength(form.password.data, words=tuple(form.name.data.split()))
        except RuleBroken as refusal:
            form.show(refusal)
        else:
            password_hash = passwords.hash_password(form.password.data)
            answer = carry_out(
                form,
                services.register_account,
                by=SYSTEM,
                to=url_for("accounts.look_at_your_mail"),
                name=form.name.data,
                email=form.email.data,
                password_hash=password_hash,
                zone=form.zone.data,
                language=str(get_locale() or "en"),
                write=letters.write,
            )
            if answer is not None:
                cookie["registered"] = _hashed(password_hash)
                return answer
    return form_page("accounts/register.html", form)


@bp.get("/register/look-at-your-mail")
@public
def look_at_your_mail() -> ResponseReturnValue:
    return render_template("accounts/look_at_your_mail.html")


@bp.route("/link/confirm/<token>", methods=["GET", "POST"])
@public
@limiter.limit("60 per hour", methods=["POST"])
def confirm(token: str) -> ResponseReturnValue:
    """The link of the confirmation mail: a page with a button, because mail scanners follow links.

    Whoever confirms is the one who chose the password: in the same browser we know it, in another we ask. Else someone could register a stranger's
    address and wait for the stranger to confirm it.
    """
    link = _live_link(token, LinkPurpose.CONFIRM_EMAIL)
    if link is None or link.person_id is None:
        return render_template("accounts/dead_link.html"), 404
    person = queries.get_person(link.person_id)
    is_same_browser = cookie.get("registered") == _hashed(person.password_hash or "")
    form: Any = forms.ConfirmForm() if is_same_browser else forms.ConfirmElsewhereForm()
    if form.validate_on_submit():
        if not is_same_browser and not passwords.verify(form.password.data, person.password_hash):
            words = _("This is not the password that was chosen. Try again, or ask for a link to choose a new one.")
            form.show(RuleBroken("password", words))
            return form_page("accounts/confirm.html", form)
        said = _("Your e-mail address is confirmed. Now sign in.")
        answer = carry_out(form, services.confirm_email, link, by=SYSTEM, to=url_for("accounts.sign_in"), said=said)
        if answer is not None:
            return answer
    return form_page("accounts/confirm.html", form)


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
    links = (_live_link(token, purpose) for purpose in PASSWORD_LINKS)
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


def _live_link(token: str, purpose: LinkPurpose) -> OneTimeLink | None:
    return queries.live_link(token, purpose) if len(token) < 100 else None


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


@bp.after_app_request
def note_presence(response: Response) -> Response:
    """Note that the person was here, at most every five minutes, in a short transaction of its own; skipped when the database is busy."""
    person = login.signed_in() if "_login_user" in g else None
    if person is None or person.session_id is None or person.seen_at is None or response.status_code >= 400:
        return response
    if clock.now() - person.seen_at >= TOUCH_AFTER:
        try:
            perform(services.touch_session, by=SYSTEM, session_id=person.session_id)
        except Exception:  # a missed mark harms nobody
            current_app.logger.info("presence not noted")
    return response
