"""Signing in and out, registering, one-time links, one's own profile and sessions."""

import hashlib
import uuid
from datetime import timedelta
from typing import Any

from flask import Blueprint, current_app, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask.wrappers import Response

from portal.core import clock
from portal.core.actors import SYSTEM
from portal.core.errors import RuleBroken
from portal.core.i18n import _
from portal.core.perform import perform
from portal.core.text import fold_email
from portal.extensions import limiter
from portal.identity.accounts import forms, letters, passwords, queries, services
from portal.identity.accounts.models import LinkPurpose, OneTimeLink, PersonStatus
from portal.policy import Action
from portal.web import login
from portal.web.access import guarded, public
from portal.web.acting import carry_out, form_page

bp = Blueprint("accounts", __name__)
TOUCH_AFTER = timedelta(minutes=5)


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
    account = _hashed(fold_email(form.email.data))
    client = _hashed(request.remote_addr or "")
    if queries.is_throttled(account, client):
        form.form_errors.append(
            _(
                "There were too many wrong tries. Wait five minutes, then try again, or ask for a link to choose a new password."
            )
        )
        return None
    person = queries.person_by_email(form.email.data)
    known = person is not None and person.status == PersonStatus.ACTIVE
    if not passwords.verify(form.password.data, person.password_hash if known and person else None) or person is None:
        perform(
            services.count_failure,
            by=SYSTEM,
            account_hash=account,
            client_hash=client,
            person_id=person.id if person else None,
        )
        form.form_errors.append(
            _("The e-mail address or the password is not right. Check both, or choose a new password.")
        )
        return None
    settings = current_app.config["SETTINGS"]
    is_shared = bool(form.shared_computer.data)
    lasts = (
        settings.shared_session_idle
        if is_shared
        else (settings.staff_session_limit if person.roles else settings.session_limit)
    )
    token = login.new_token()
    perform(
        services.begin_session,
        person,
        by=SYSTEM,
        token_hash=login.token_hash(token),
        client=request.user_agent.string,
        is_shared=is_shared,
        lasts=lasts,
    )
    answer: Any = redirect(_after_sign_in(), 303)
    login.begin(answer, token, lasts=None if is_shared else int(lasts.total_seconds()))
    return answer  # type: ignore[no-any-return]


def _after_sign_in() -> str:
    if request.cookies.get(login.KEPT_COOKIE):
        return url_for("accounts.kept_form")
    return login.safe_next(request.form.get("next")) or url_for("needs.show")


def _hashed(value: str) -> str:
    return hashlib.sha256(f"{current_app.config['SECRET_KEY']}:{value}".encode()).hexdigest()


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
            answer = carry_out(
                form,
                services.register_account,
                by=SYSTEM,
                to=url_for("accounts.look_at_your_mail"),
                name=form.name.data,
                email=form.email.data,
                password_hash=passwords.hash_password(form.password.data),
                zone=form.zone.data,
                language="en",
                write=letters.write,
            )
            if answer is not None:
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
    """The link of the confirmation mail: a page with a button, because mail scanners follow links."""
    link = _live_link(token, LinkPurpose.CONFIRM_EMAIL)
    if link is None:
        return render_template("accounts/dead_link.html"), 404
    form = forms.ConfirmForm()
    if form.validate_on_submit():
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
    link = _live_link(token, LinkPurpose.RESET_PASSWORD) or _live_link(token, LinkPurpose.FIRST_ADMINISTRATOR)
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
    if kept is None or login.safe_next(kept.path) is None:
        answer: Any = redirect(url_for("needs.show"), 303)
    else:
        answer = current_app.make_response(render_template("accounts/kept_form.html", kept=kept, once_key=uuid.uuid4()))
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
