"""Submitting, the receipt, the sealed copies, withdrawing."""

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask.wrappers import Response

from portal.applying.applications import checks, forms, pages, paper, queries, sealed, served, services
from portal.applying.applications.models import Application, ApplicationVersion
from portal.applying.applications.routes.blueprint import bp, may_see_money, path_of, writes_in
from portal.core import outbox
from portal.core.bilingual import FORM_LANGUAGES
from portal.core.errors import NotFound
from portal.core.i18n import _
from portal.core.readers import speaking_to
from portal.policy import Action
from portal.web import arrival
from portal.web.access import guarded
from portal.web.acting import carry_out, form_page
from portal.web.bilingual import form_language, sealed_words
from portal.web.files import download as send_file
from portal.web.press import press


@bp.route("/applications/<uuid:application_id>/submit", methods=["GET", "POST"])
@guarded(Action.APPLICATION_SUBMIT, of=queries.get_application)
def submit(application: Application) -> ResponseReturnValue:
    """Look once more, then submit. Sent twice, it gives the same receipt."""
    form = forms.SubmitForm()
    arrived_at = arrival.of_request()
    served_at = served.read(form.served_at.data, application.id)
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.submit,
            application,
            to=url_for("applications.receipt", application_id=application.id),
            number=form.read_number,
            arrived_at=arrived_at,
            served_at=served_at,
            language=form_language(),
        )
        if answer is not None:
            return answer
    draft = queries.load_draft(application)
    if draft is None:
        return redirect(path_of(application), 303)
    form.number.data = str(draft.version.number)
    form.served_at.data = served.stamp(served_at or arrived_at, application.id)
    lacks = checks.all_lacks(draft)
    unsigned = checks.unsigned_schools(draft)
    is_in_time = services.in_time(application, arrived_at=arrived_at, served_at=served_at)
    return form_page(
        "applications/submit.html",
        form,
        application=application,
        draft=draft,
        lacks=lacks,
        unsigned=unsigned,
        is_in_time=is_in_time,
        may=is_in_time and not lacks and (not unsigned or pages.lead_is_enough(draft)),
    )


@bp.get("/applications/<uuid:application_id>/receipt")
@guarded(Action.APPLICATION_VIEW, of=queries.get_application)
def receipt(application: Application) -> ResponseReturnValue:
    """The receipt: number, time, digest, and the way to the sealed copy."""
    standing = queries.standing_version(application)
    return render_template(
        "applications/receipt.html", application=application, version=standing, mail_is_late=outbox.is_late()
    )


@bp.get("/applications/<uuid:application_id>/versions/<int(max=9999):number>")
@guarded(Action.APPLICATION_VIEW, of=queries.get_sealed_version)
def version(found: ApplicationVersion) -> ResponseReturnValue:
    """A sealed copy, as it was submitted, with its digest checked at this reading."""
    copy, sees_money = sealed.read(found), may_see_money(found.application)
    return render_template(
        "applications/version.html",
        version=found,
        application=found.application,
        copy=copy,
        facts=copy.facts_for(sees_money=sees_money),
        sees_money=sees_money,
        sealed_words=sealed_words,
        stands=""
        if writes_in(found.application)
        else pages.stands_for_staff([found.application])[found.application.id],
    )


@bp.get("/applications/<uuid:application_id>/versions/<int(max=9999):number>/copy.<kind>")
@guarded(Action.APPLICATION_VIEW, of=queries.get_sealed_version_as)
def download(found: queries.VersionAs) -> ResponseReturnValue:
    """A sealed copy to keep: as plain text, as PDF, or (for those who may see all of it) as the sealed JSON itself."""
    copy = sealed.read(found.version)
    sees_money = may_see_money(found.application)
    if found.kind == "json" and not sees_money:
        abort(403)
    if found.kind == "pdf":
        name = f"{found.application.receipt_number}-version-{found.version.number}"
        asked = request.args.get("language", "")
        if asked not in FORM_LANGUAGES:
            return paper.sealed_paper(copy, sees_money=sees_money).answer(name, to_keep=True)
        with speaking_to(asked):
            return paper.sealed_paper(copy, sees_money=sees_money).answer(f"{name}-{asked}", to_keep=True)
    body = copy.canonical() if found.kind == "json" else copy.as_text(sees_money=sees_money).encode()
    kind = "application/json" if found.kind == "json" else "text/plain; charset=utf-8"
    answer = Response(body, content_type=kind)
    name = f"{found.application.receipt_number}-version-{found.version.number}.{found.kind}"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


@bp.get("/applications/<uuid:application_id>/versions/<int(max=9999):number>/files/<uuid:sealed_file_id>")
@guarded(Action.APPLICATION_VIEW, of=queries.get_sealed_file)
def sealed_file(found: queries.SealedFile) -> ResponseReturnValue:
    """A file that was sealed with a version: the same bytes, for ever."""
    if found.home_only and not may_see_money(found.application):
        raise NotFound
    return send_file(found.file)


@bp.route("/applications/<uuid:application_id>/withdraw", methods=["GET", "POST"])
@guarded(Action.APPLICATION_WITHDRAW, of=queries.get_application)
def withdraw(application: Application) -> ResponseReturnValue:
    """Take the application back."""
    form = forms.WithdrawForm()
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.withdraw,
            application,
            to=path_of(application),
            said=_("The application has been withdrawn. Your words are kept, and you can undo this for 24 hours."),
            receipt_number=form.receipt_number.data or "",
            reason=form.reason.data or "",
        )
        if answer is not None:
            return answer
    return form_page("applications/withdraw.html", form, application=application)


@bp.post("/applications/<uuid:application_id>/withdraw/undo")
@guarded(Action.APPLICATION_WITHDRAW, of=queries.get_application)
def undo_withdrawal(application: Application) -> ResponseReturnValue:
    """Within a day, let the application stand again."""
    said = _("The application stands again as it was.")
    return press(services.undo_withdrawal, application, to=path_of(application), said=said)
