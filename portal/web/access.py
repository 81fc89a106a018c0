"""The guard at every door. A route without `@guarded` or `@public` fails the suite."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from flask import abort, current_app, g, has_request_context, redirect, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import Forbidden

from portal.core import once as once_only
from portal.core.errors import Frozen, NotFound, NotPermitted
from portal.core.i18n import _, use_own_words
from portal.policy import Action, SignedIn, allows, can_see, frozen_by
from portal.policy.freezes import reads
from portal.web import login


@dataclass
class Guard:
    """What the guard of this request asked, kept so that `perform` can ask it again."""

    action: Action
    of: Callable[..., Any] | None
    arguments: dict[str, Any]
    subject: Any


class Links:
    """What keeps a deed behind a public page (a mailed link) from being done; put in at assembly by the layer that knows. Raises NotPermitted."""

    def __init__(self) -> None:
        self.check: Callable[[Any], None] = lambda subject: None


links = Links()


class Journal:
    """Who reads something confidential by their role is written down before the page is made; put in at assembly by the layer that keeps the journal."""

    def __init__(self) -> None:
        self.note: Callable[[SignedIn, Action, Any], None] = lambda person, action, subject: None


journal = Journal()


class OwnWords:
    """In whose words a page about a subject speaks; put in at assembly by the layer that knows."""

    def __init__(self) -> None:
        self.of: Callable[[Any], Any] = lambda subject: None


own_words = OwnWords()


def public(view: Callable[..., ResponseReturnValue]) -> Callable[..., ResponseReturnValue]:
    """Mark a view that anyone may open, signed in or not."""
    view.access = "public"  # type: ignore[attr-defined]
    return view


def comes_first(view: Callable[..., ResponseReturnValue]) -> Callable[..., ResponseReturnValue]:
    """Mark a guarded view at which somebody gives what they owe before every other page."""
    view.comes_first = True  # type: ignore[attr-defined]
    return view


def guarded(
    action: Action, of: Callable[..., Any] | None = None, *, read_by: Action | None = None
) -> Callable[[Callable[..., ResponseReturnValue]], Callable[..., ResponseReturnValue]]:
    """Load the subject with `of(**url arguments)`, ask the policy, and give the view the subject in place of its ids.

    `read_by`: who may this but not `action` reads the page, with what its form holds as text and without its buttons (`reads_only`).

    Not signed in: to the sign-in page and back (a form that was sent is kept). The code of conduct has changed, or a role needs
    a longer password: first to that page. Cannot see it: 404. Sees it but may not: 403.
    """

    def decorate(view: Callable[..., ResponseReturnValue]) -> Callable[..., ResponseReturnValue]:
        @wraps(view)
        def guarded_view(**arguments: Any) -> ResponseReturnValue:
            person = login.signed_in()
            if person is None:
                return login.ask_to_sign_in()
            if request.method == "GET" and not getattr(
                view, "comes_first", False
            ):  # no form is stopped: nothing is lost
                owed = login.ask_for_what_is_owed(person)
                if owed is not None:
                    return owed
            try:
                subject = of(**arguments) if of is not None else None
                asked = _asked(person, action, read_by, subject)
                check(person, asked, subject)
            except (NotFound, Forbidden):
                there = _answered_before(person)
                if there is None:
                    raise
                return redirect(there, 303)
            if request.method in ("GET", "HEAD") or reads(asked):
                journal.note(person, asked, subject)
            g.guard = Guard(asked, of, arguments, subject)
            g.is_an_act = not reads(asked)
            g.reads_only = asked != action
            use_own_words(own_words.of(subject) if subject is not None else None)
            return view(subject) if of is not None else view(**arguments)

        guarded_view.access = action  # type: ignore[attr-defined]
        guarded_view.read_by = read_by  # type: ignore[attr-defined]
        guarded_view.subject_by = of  # type: ignore[attr-defined]
        return guarded_view

    return decorate


def _asked(person: SignedIn, action: Action, read_by: Action | None, subject: Any) -> Action:
    """What is asked at a page whose form not all of its readers may send: the reading, for who may no more than that."""
    if read_by is None or request.method not in ("GET", "HEAD") or allows(person, action, subject):
        return action
    return read_by if allows(person, read_by, subject) else action


def reads_only() -> bool:
    """For templates: does the person read a page of which they may not send the form?"""
    return bool(has_request_context() and g.get("reads_only", False))


def _answered_before(person: SignedIn) -> str | None:
    """Where a form led that this person sent a moment ago and sends once more: its deed may have closed the page it stood on (who left a school
    and clicked twice). None when it was not carried out."""
    try:
        key = uuid.UUID(request.form.get("once_key", ""))
    except ValueError:
        return None
    return once_only.answer_of(once_only.Once(key, str(person.id), request.endpoint or ""))


def check(person: SignedIn, action: Action, subject: Any = None) -> None:
    """Raise NotFound when the person may not know of the subject; answer 403 when they may see it but not do this."""
    if allows(person, action, subject):
        return
    if subject is not None and not can_see(person, action, subject):
        raise NotFound
    if frozen_by(person, action, subject) is not None:
        raise Frozen(_frozen_words(person, action, subject))
    g.refused = action.value
    g.refused_staff = bool(person.roles) and not person.memberships
    current_app.logger.warning("refused action=%s person=%s path=%s", action.value, person.id, request.path)
    abort(403)


def _frozen_words(person: SignedIn, action: Action, subject: Any) -> str:
    """Why nothing can be changed here just now, in a kind sentence."""
    freeze = frozen_by(person, action, subject)
    if freeze is None or freeze.person_id is not None:
        return _(
            "Your account is read-only for now: you can read everything you could read before, and change nothing."
        )
    return _(
        "%(name)s is read-only for now: you can read everything you could read before, and change nothing.",
        name=freeze.name,
    )


def can(action: Action | str, subject: Any = None) -> bool:
    """For templates: may the person who is signed in do this?"""
    return allows(login.signed_in(), Action(action), subject)


def recheck(subject: Any) -> Any:
    """Inside the write transaction: read the guarded subject afresh and ask the policy again, for the person as they are now."""
    if not has_request_context():
        return subject
    guard: Guard | None = g.get("guard")
    if guard is None:
        links.check(subject)
        return subject
    person = login.read_again()
    fresh = guard.of(**guard.arguments) if guard.of is not None else None
    if not allows(person, guard.action, fresh):
        if person is not None and frozen_by(person, guard.action, fresh) is not None:
            raise Frozen(_frozen_words(person, guard.action, fresh))
        raise NotPermitted(_("You may no longer do this. What you typed is below, so that you can copy it."))
    return fresh if subject is guard.subject else subject


def look_again() -> Any:
    """After a refusal: read the guarded subject again, so that the page shows what is there now. Answers it."""
    guard: Guard | None = g.get("guard")
    return guard.of(**guard.arguments) if guard is not None and guard.of is not None else None
