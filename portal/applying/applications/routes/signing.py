"""Asking for signatures, giving and refusing them."""

from typing import Any

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.applying.applications import again, content, forms, queries, services
from portal.applying.applications.models import Application, SignOff
from portal.applying.applications.routes.blueprint import bp, path_of
from portal.core.errors import NotFound
from portal.core.i18n import _
from portal.policy import Action
from portal.web.access import guarded
from portal.web.acting import carry_out, form_page
from portal.web.bilingual import form_language
from portal.web.login import ask_to_prove, is_proved, me
from portal.web.press import press


@bp.post("/applications/<uuid:application_id>/signatures")
@guarded(Action.APPLICATION_ASK_SIGNATURES, of=queries.get_application)
def ask_signatures(application: Application) -> ResponseReturnValue:
    """Freeze the answers and ask every school to sign."""
    return _press(
        services.ask_signatures, application, _("The schools have been asked to sign. The answers are frozen.")
    )


@bp.post("/applications/<uuid:application_id>/signatures/cancel")
@guarded(Action.APPLICATION_ASK_SIGNATURES, of=queries.get_application)
def cancel_signing(application: Application) -> ResponseReturnValue:
    """Open the answers again."""
    said = _("The answers are open again. Signatures stay as long as nothing they cover is changed.")
    return _press(services.cancel_signing, application, said)


@bp.post("/applications/<uuid:application_id>/sections/open")
@guarded(Action.APPLICATION_ASK_SIGNATURES, of=queries.get_application)
def open_all_sections(application: Application) -> ResponseReturnValue:
    """Open everything, not only what a school named."""
    return _press(services.open_all_sections, application, _("Everything can be changed again."))


@bp.post("/applications/<uuid:application_id>/edit-again")
@guarded(Action.APPLICATION_SUBMIT, of=queries.get_application)
def edit_again(application: Application) -> ResponseReturnValue:
    """Open a copy of the submitted version."""
    said = _("A copy is open for editing. What you submitted stands until you submit the copy.")
    return _press(services.edit_again, application, said)


def _press(deed: Any, application: Application, said: str) -> ResponseReturnValue:
    """A one-button act: done, or back to the task list with the words of the refusal."""
    return press(deed, application, to=path_of(application), said=said)


@bp.get("/applications/<uuid:application_id>/sign")
@guarded(Action.APPLICATION_VIEW, of=queries.get_application)
def sign(application: Application) -> ResponseReturnValue:
    """To the signature of one's own school."""
    for membership in content.members(application.cluster):
        if me().holds("signatory", membership.school_id):
            return redirect(
                url_for("applications.sign_for", application_id=application.id, school_id=membership.school_id), 303
            )
    return redirect(path_of(application), 303)


@bp.route("/applications/<uuid:application_id>/sign/<uuid:school_id>", methods=["GET", "POST"])
@guarded(Action.APPLICATION_SIGN, of=queries.get_sign_off)
def sign_for(sign_off: SignOff) -> ResponseReturnValue:
    """Exactly what is signed, and one button. Whoever has not shown for a quarter of an hour that it is them is asked once more before it counts."""
    application, school_id = sign_off.application, sign_off.school_id
    if request.method == "POST" and not is_proved(me()):
        return ask_to_prove()
    form = forms.SignForm()
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.sign,
            application,
            to=path_of(application),
            said=_("You have signed for %(school)s. Thank you.", school=sign_off.school.name),
            school_id=school_id,
            digest=str(form.digest.data or ""),
            language=form_language(),
        )
        if answer is not None:
            return answer
    draft = queries.load_draft(application, sign_off.application_version)
    if draft is None:
        raise NotFound
    return form_page(
        "applications/sign.html",
        form,
        application=application,
        draft=draft,
        sign_off=draft.sign_offs[school_id],
        sections=content.sections_for(draft, school_id),
        changed=again.changed_since(draft, school_id, me().id),
    )


@bp.post("/applications/<uuid:application_id>/sign/<uuid:school_id>/again")
@guarded(Action.APPLICATION_ASK_SIGNATURES, of=queries.get_sign_off)
def ask_again(sign_off: SignOff) -> ResponseReturnValue:
    """Ask a school once more that said no after the submission."""
    said = _("%(school)s is asked to sign again.", school=sign_off.school.name)
    return press(services.ask_again, sign_off, to=path_of(sign_off.application), said=said)


@bp.route("/applications/<uuid:application_id>/sign/<uuid:school_id>/decline", methods=["GET", "POST"])
@guarded(Action.APPLICATION_SIGN, of=queries.get_sign_off)
def decline_to_sign(sign_off: SignOff) -> ResponseReturnValue:
    """Say no, with the reason and what would have to change."""
    application = sign_off.application
    form = forms.DeclineForm()
    draft = queries.load_draft(application, sign_off.application_version)
    form.sections.choices = services.what_can_be_named(draft, sign_off.school_id) if draft is not None else []
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.decline_to_sign,
            application,
            to=path_of(application),
            said=_("The cluster has been told what would have to change."),
            school_id=sign_off.school_id,
            reason=form.reason.data,
            sections=form.sections.data,
        )
        if answer is not None:
            return answer
    return form_page("applications/decline_to_sign.html", form, application=application, sign_off=sign_off)
