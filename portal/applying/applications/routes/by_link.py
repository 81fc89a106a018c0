"""The head's mailed link: read, ask for a code, and with it sign, or say what would have to change."""

import uuid
from typing import Any

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.applying.applications import again, content, forms, letters, queries, services
from portal.applying.applications.models import SignOff, SignOffStatus
from portal.applying.applications.routes.blueprint import bp, path_of
from portal.core.actors import SYSTEM
from portal.core.errors import NotFound
from portal.core.i18n import _
from portal.extensions import limiter
from portal.identity.accounts import codes
from portal.identity.accounts.models import LinkPurpose, OneTimeLink
from portal.identity.accounts.queries import live_link
from portal.policy import Action
from portal.web.access import guarded, public
from portal.web.acting import carry_out, form_page
from portal.web.bilingual import form_language
from portal.web.errors import dead_link
from portal.web.files import download
from portal.web.limits import CODES_OF_A_LINK, TRIES_OF_A_LINK, may_try
from portal.web.press import OneButtonForm, press

_LINK = "/link/application/<token>"


@bp.post("/applications/<uuid:application_id>/sign/<uuid:school_id>/link")
@guarded(Action.APPLICATION_ASK_SIGNATURES, of=queries.get_sign_off)
def write_to_head(sign_off: SignOff) -> ResponseReturnValue:
    """Send the head a new link."""
    said = _("We have written to the head of %(school)s.", school=sign_off.school.name)
    to = path_of(sign_off.application)
    return press(services.write_to_head, sign_off, to=to, said=said, is_letter=True, write=letters.write_to_head)


def _found(token: str) -> tuple[OneTimeLink, SignOff] | None:
    """The link and its signature, while the link works, the signature is waited for, and the link's owner signs for the school."""
    link = live_link(token, LinkPurpose.SIGN_APPLICATION)
    sign_off = queries.sign_off_of_link(link.subject_id) if link is not None else None
    if link is None or sign_off is None or sign_off.status != SignOffStatus.ASKED:
        return None
    head = services.head_of(sign_off)
    return (link, sign_off) if head is not None and head.id == link.person_id else None


@bp.route(_LINK, methods=["GET", "POST"])
@public
@limiter.limit("60 per hour", methods=["POST"])
def sign_by_link(token: str) -> ResponseReturnValue:
    """The head reads exactly what is signed, and signs with the code that came to their address."""
    found = _found(token)
    if found is None:
        return dead_link(is_for_a_head=True, asks_the_coordinator=True)
    link, sign_off = found
    form = forms.SignByLinkForm()
    if form.validate_on_submit() and may_try(form, TRIES_OF_A_LINK, link.id):
        said = carry_out(
            form,
            services.sign_by_link,
            link,
            by=SYSTEM,
            to=url_for("applications.signed_by_link"),
            said=_("You have signed for %(school)s. Thank you.", school=sign_off.school.name),
            code=form.code.data or "",
            digest=str(form.digest.data or ""),
            language=form_language(),
        )
        if said is not None:
            return said
    return _page(token, link, sign_off, form, yes=form)


@bp.post(_LINK + "/code")
@public
@limiter.limit("60 per hour")
def send_code(token: str) -> ResponseReturnValue:
    """A code to the address of the link."""
    found = _found(token)
    if found is None:
        return dead_link(is_for_a_head=True, asks_the_coordinator=True)
    link, sign_off = found
    form = OneButtonForm()
    if form.validate_on_submit() and may_try(form, CODES_OF_A_LINK, link.id):
        to = url_for("applications.sign_by_link", token=token, _anchor="signature")
        said = carry_out(form, services.send_code, link, by=SYSTEM, to=to, write=letters.write_code)
        if said is not None:
            return said
    return _page(token, link, sign_off, form)


@bp.post(_LINK + "/no")
@public
@limiter.limit("60 per hour")
def decline_by_link(token: str) -> ResponseReturnValue:
    """The head does not sign yet, and says what would have to change."""
    found = _found(token)
    if found is None:
        return dead_link(is_for_a_head=True, asks_the_coordinator=True)
    link, sign_off = found
    form = forms.DeclineByLinkForm()
    form.sections.choices = _parts(sign_off)
    if form.validate_on_submit() and may_try(form, TRIES_OF_A_LINK, link.id):
        to, words = (
            url_for("applications.declined_by_link"),
            {"reason": form.reason.data, "sections": form.sections.data},
        )
        words |= {"code": form.no_code.data or "", "digest": str(form.digest.data or "")}
        said = carry_out(form, services.decline_by_link, link, by=SYSTEM, to=to, **words)
        if said is not None:
            return said
    return _page(token, link, sign_off, form, no=form)


@bp.get("/link/application/thank-you")
@public
def signed_by_link() -> ResponseReturnValue:
    """After the signature."""
    return render_template("applications/signed_by_link.html", has_signed=True)


@bp.get("/link/application/not-signed")
@public
def declined_by_link() -> ResponseReturnValue:
    """After the head said what would have to change."""
    return render_template("applications/signed_by_link.html", has_signed=False)


@bp.get(_LINK + "/files/<uuid:answer_id>")
@public
def read_file_by_link(token: str, answer_id: uuid.UUID) -> ResponseReturnValue:
    """A file among what is signed: nobody signs what they could not open."""
    found = _found(token)
    if found is None:
        return dead_link(is_for_a_head=True, asks_the_coordinator=True)
    sign_off = found[1]
    held = queries.get_answer(sign_off.application.id, answer_id)
    draft = queries.load_draft(held.application, sign_off.application_version)
    shown = content.sections_for(draft, sign_off.school_id) if draft is not None else []
    answers = [draft.answer(q, s.for_school_id) for s in shown for q in draft.asked(s)] if draft is not None else []
    if answer_id not in {answer.id for answer in answers if answer is not None}:
        raise NotFound
    return download(held.file)


def _parts(sign_off: SignOff) -> list[tuple[str, str]]:
    draft = queries.load_draft(queries.get_application(sign_off.application.id), sign_off.application_version)
    return services.what_can_be_named(draft, sign_off.school_id) if draft is not None else []


def _page(
    token: str, link: OneTimeLink, sign_off: SignOff, sent: Any, *, yes: Any = None, no: Any = None
) -> ResponseReturnValue:
    fresh = _found(token)  # a refusal may have come because something changed meanwhile
    if fresh is None:
        return dead_link(is_for_a_head=True, asks_the_coordinator=True)
    link, sign_off = fresh
    application = queries.get_application(sign_off.application.id)
    draft = queries.load_draft(application, sign_off.application_version)
    if draft is None:
        return redirect(url_for("public.home"), 303)
    no = no or forms.DeclineByLinkForm(formdata=None)
    no.sections.choices = services.what_can_be_named(draft, sign_off.school_id)
    return form_page(
        "applications/sign_by_link.html",
        sent,
        token=token,
        application=application,
        draft=draft,
        sign_off=draft.sign_offs[sign_off.school_id],
        sections=content.sections_for(draft, sign_off.school_id),
        changed=again.changed_since(draft, sign_off.school_id, link.person_id),
        has_code=codes.is_waiting(person_id=link.person_id, subject_id=sign_off.id) if link.person_id else False,
        address=link.address,
        yes=yes or forms.SignByLinkForm(formdata=None),
        no=no,
        button=OneButtonForm(formdata=None),
    )
