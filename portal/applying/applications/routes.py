"""The pages of an application: start, task list, sections, signatures, submission, sealed copies."""

from datetime import datetime
from typing import Any

from flask import Blueprint, abort, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask.wrappers import Response

from portal.applying.applications import checks, content, forms, pages, queries, sealed, served, services
from portal.applying.applications.models import Application, ApplicationVersion, SignOff, Stage, VersionStatus
from portal.applying.applications.queries import SectionOfApplication
from portal.applying.programmes import queries as programmes
from portal.applying.programmes.models import Round
from portal.core import clock
from portal.core.errors import NotFound
from portal.core.i18n import _, ngettext
from portal.forming.clusters import queries as clusters
from portal.forming.clusters.models import Cluster
from portal.policy import Action
from portal.web.access import guarded
from portal.web.acting import carry_out, form_page, say
from portal.web.login import me

bp = Blueprint("applications", __name__)


@bp.before_app_request
def note_arrival() -> None:
    """The moment by which deadlines are judged: when the request came, however long its handling takes."""
    g.arrived_at = clock.now()


def _path(application: Application) -> str:
    return url_for("applications.show", application_id=application.id)


def _writes_in(application: Application) -> bool:
    """Is this person of a school in the cluster? Others see what was submitted and nothing else."""
    place = me().place_in(application.cluster_id)
    return place is not None and place.member


def _sees_money(application: Application) -> bool:
    place = me().place_in(application.cluster_id)
    return place is None or not place.partner


# the cluster's applications


@bp.get("/clusters/<uuid:cluster_id>/application")
@guarded(Action.CLUSTER_VIEW, of=clusters.get_cluster)
def of_cluster(cluster: Cluster) -> ResponseReturnValue:
    """The applications of a cluster, newest first."""
    return render_template(
        "applications/of_cluster.html", cluster=cluster, applications=queries.list_of_cluster(cluster, me())
    )


@bp.route("/clusters/<uuid:cluster_id>/applications/new", methods=["GET", "POST"])
@guarded(Action.APPLICATION_START, of=clusters.get_cluster)
def start(cluster: Cluster) -> ResponseReturnValue:
    """Begin an application to an open round."""
    rounds = queries.list_open_rounds(clock.now())
    form = forms.StartForm(data={"theme": cluster.theme, "round_id": _round_asked(rounds)})
    form.round_id.choices = [(r.id, f"{r.name} ({r.programme.name})") for r in rounds]
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.start_application,
            cluster,
            to=_path,
            said=_("The application has been started. It is not submitted before you submit it."),
            round_id=form.round_id.data,
            theme=form.theme.data,
        )
        if answer is not None:
            return answer
    sizes = {r.id: checks.lacks_of_size(r, cluster) for r in rounds}
    return form_page("applications/start.html", form, cluster=cluster, rounds=rounds, sizes=sizes)


def _round_asked(rounds: Any) -> Any:
    asked = request.args.get("round", "")
    return next((r.id for r in rounds if str(r.id) == asked or len(rounds) == 1), None)


# the task list and the sections


@bp.get("/applications/<uuid:application_id>")
@guarded(Action.APPLICATION_VIEW, of=queries.get_application)
def show(application: Application) -> ResponseReturnValue:
    """The task list: sections, what is missing, who has signed. Programme staff are led to what was submitted."""
    if not _writes_in(application):
        standing = queries.standing_version(application)
        return redirect(_version_path(standing), 303)
    return render_template("applications/show.html", page=pages.task_list(application, me()), button=forms.ButtonForm())


@bp.get("/applications/<uuid:application_id>/read")
@guarded(Action.APPLICATION_VIEW, of=queries.get_application)
def read(application: Application) -> ResponseReturnValue:
    """The whole text of the version that is being written, or of the last one."""
    if not _writes_in(application):
        raise NotFound
    versions = queries.list_versions(application)
    draft = queries.load_draft(application, application.open_version or versions[-1])
    return render_template(
        "applications/read.html", application=application, draft=draft, sees_money=_sees_money(application)
    )


@bp.route("/applications/<uuid:application_id>/sections/<uuid:section_id>", methods=["GET", "POST"])
@guarded(Action.APPLICATION_WRITE, of=queries.get_section)
def write(place: SectionOfApplication) -> ResponseReturnValue:
    """Write the answers of a section."""
    application = place.application
    draft = queries.load_draft(application)
    held = draft.section(place.section.id) if draft is not None else None
    if draft is None or held is None or draft.version.status != VersionStatus.DRAFTING:
        say(_("The answers cannot be changed now."), "error")
        return redirect(_path(application), 303)
    if held.section.is_budget and not _sees_money(application):
        raise NotFound
    undoes = checks.would_undo(draft, held.school_id)
    form = forms.section_form(draft, held)
    if form.validate_on_submit():
        versions = form.read_versions(len(held.questions))
        texts = [form[f"answer_{n}"].data or "" for n in range(1, len(held.questions) + 1)]
        answers = {q.id: (text, read) for q, text, read in zip(held.questions, texts, versions, strict=True)}
        answer = carry_out(
            form,
            services.save_section,
            application,
            to=_path(application),
            said=_said(len(undoes)),
            section_id=held.section.id,
            answers=answers,
            school_id=pages.acting_school(me(), application, held.school_id),
        )
        if answer is not None:
            return answer
    return form_page("applications/write.html", form, application=application, held=held, draft=draft, undoes=undoes)


def _said(undone: int) -> str:
    if not undone:
        return str(_("The section has been saved."))
    words = ngettext(
        "The section has been saved. Where something changed, %(num)s signature is asked for again.",
        "The section has been saved. Where something changed, %(num)s signatures are asked for again.",
        undone,
    )
    return str(words)


@bp.route("/applications/<uuid:application_id>/sections/<uuid:section_id>/school", methods=["GET", "POST"])
@guarded(Action.APPLICATION_ASSIGN, of=queries.get_section)
def assign(place: SectionOfApplication) -> ResponseReturnValue:
    """Say which school writes a section."""
    application, section = place.application, place.section
    schools = content.partners if section.partner_only else content.members
    form = forms.AssignForm(data={"school_id": str(place.assigned_school_id or "all")})
    everyone = _("Any partner school") if section.partner_only else _("All member schools together")
    form.school_id.choices = [
        ("all", everyone),
        *((str(m.school_id), m.school.name) for m in schools(application.cluster)),
    ]
    if form.validate_on_submit():
        chosen = form.school_id.data
        answer = carry_out(
            form,
            services.assign_section,
            application,
            to=_path(application),
            said=_("Saved."),
            section_id=section.id,
            school_id=None if chosen == "all" else pages.as_id(chosen),
        )
        if answer is not None:
            return answer
    return form_page("applications/assign.html", form, application=application, section=section)


@bp.route("/applications/<uuid:application_id>/theme", methods=["GET", "POST"])
@guarded(Action.APPLICATION_ASSIGN, of=queries.get_application)
def theme(application: Application) -> ResponseReturnValue:
    """Choose the theme of the application."""
    form = forms.ThemeForm(data={"theme": application.theme, "version": application.version})
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.choose_theme,
            application,
            to=_path(application),
            said=_("The theme has been saved."),
            read_version=form.read_version,
            theme=form.theme.data,
        )
        if answer is not None:
            return answer
    return form_page("applications/theme.html", form, application=application)


# signatures


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


@bp.post("/applications/<uuid:application_id>/edit-again")
@guarded(Action.APPLICATION_SUBMIT, of=queries.get_application)
def edit_again(application: Application) -> ResponseReturnValue:
    """Open a copy of the submitted version."""
    said = _("A copy is open for editing. What you submitted stands until you submit the copy.")
    return _press(services.edit_again, application, said)


def _press(deed: Any, application: Application, said: str) -> ResponseReturnValue:
    """A one-button act: done, or back to the task list with the words of the refusal."""
    to = _path(application)
    pressed = forms.ButtonForm()
    if pressed.validate_on_submit():
        answer = carry_out(pressed, deed, application, to=to, said=said)
        if answer is not None:
            return answer
    for message in pressed.form_errors or [_("Please try again.")]:
        say(message, "error")
    return redirect(to, 303)


@bp.get("/applications/<uuid:application_id>/sign")
@guarded(Action.APPLICATION_VIEW, of=queries.get_application)
def sign(application: Application) -> ResponseReturnValue:
    """To the signature of one's own school."""
    for membership in content.members(application.cluster):
        if me().holds("signatory", membership.school_id):
            return redirect(
                url_for("applications.sign_for", application_id=application.id, school_id=membership.school_id), 303
            )
    return redirect(_path(application), 303)


@bp.route("/applications/<uuid:application_id>/sign/<uuid:school_id>", methods=["GET", "POST"])
@guarded(Action.APPLICATION_SIGN, of=queries.get_sign_off)
def sign_for(sign_off: SignOff) -> ResponseReturnValue:
    """Exactly what is signed, and one button."""
    application, school_id = sign_off.application, sign_off.school_id
    form = forms.SignForm()
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.sign,
            application,
            to=_path(application),
            said=_("You have signed for %(school)s. Thank you.", school=sign_off.school.name),
            school_id=school_id,
            digest=str(form.digest.data or ""),
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
    )


@bp.route("/applications/<uuid:application_id>/sign/<uuid:school_id>/decline", methods=["GET", "POST"])
@guarded(Action.APPLICATION_SIGN, of=queries.get_sign_off)
def decline_to_sign(sign_off: SignOff) -> ResponseReturnValue:
    """Say no, with the reason."""
    application = sign_off.application
    form = forms.DeclineForm()
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.decline_to_sign,
            application,
            to=_path(application),
            said=_("The cluster has been told what would have to change."),
            school_id=sign_off.school_id,
            reason=form.reason.data,
        )
        if answer is not None:
            return answer
    return form_page("applications/decline_to_sign.html", form, application=application, sign_off=sign_off)


# submitting


@bp.route("/applications/<uuid:application_id>/submit", methods=["GET", "POST"])
@guarded(Action.APPLICATION_SUBMIT, of=queries.get_application)
def submit(application: Application) -> ResponseReturnValue:
    """Look once more, then submit. Sent twice, it gives the same receipt."""
    arrived_at: datetime = g.arrived_at
    form = forms.SubmitForm()
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
        )
        if answer is not None:
            return answer
    draft = queries.load_draft(application)
    if draft is None:
        return redirect(_path(application), 303)
    form.number.data = str(draft.version.number)
    form.served_at.data = served.stamp(served_at or arrived_at, application.id)
    lacks = checks.all_lacks(draft)
    unsigned = checks.unsigned_schools(draft)
    return form_page(
        "applications/submit.html",
        form,
        application=application,
        draft=draft,
        lacks=lacks,
        unsigned=unsigned,
        may=not lacks and (not unsigned or pages.lead_is_enough(draft)),
    )


@bp.get("/applications/<uuid:application_id>/receipt")
@guarded(Action.APPLICATION_VIEW, of=queries.get_application)
def receipt(application: Application) -> ResponseReturnValue:
    """The receipt: number, time, digest, and the way to the sealed copy."""
    standing = queries.standing_version(application)
    return render_template("applications/receipt.html", application=application, version=standing)


def _version_path(version: ApplicationVersion) -> str:
    return url_for("applications.version", application_id=version.application_id, number=version.number)


@bp.get("/applications/<uuid:application_id>/versions/<int(max=9999):number>")
@guarded(Action.APPLICATION_VIEW, of=queries.get_sealed_version)
def version(found: ApplicationVersion) -> ResponseReturnValue:
    """A sealed copy, as it was submitted, with its digest checked at this reading."""
    copy, sees_money = sealed.read(found), _sees_money(found.application)
    return render_template(
        "applications/version.html",
        version=found,
        application=found.application,
        copy=copy,
        facts=copy.facts_for(sees_money=sees_money),
        sees_money=sees_money,
    )


@bp.get("/applications/<uuid:application_id>/versions/<int(max=9999):number>/copy.<kind>")
@guarded(Action.APPLICATION_VIEW, of=queries.get_sealed_version_as)
def download(found: queries.VersionAs) -> ResponseReturnValue:
    """A sealed copy to keep: as plain text, or (for those who may see all of it) as the sealed JSON itself."""
    copy = sealed.read(found.version)
    sees_money = _sees_money(found.application)
    if found.kind == "json" and not sees_money:
        abort(403)
    body = copy.canonical() if found.kind == "json" else copy.as_text(sees_money=sees_money).encode()
    kind = "application/json" if found.kind == "json" else "text/plain; charset=utf-8"
    answer = Response(body, content_type=kind)
    name = f"{found.application.receipt_number}-version-{found.version.number}.{found.kind}"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


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
            to=_path(application),
            said=_("The application has been withdrawn. Your words are kept."),
            receipt_number=form.receipt_number.data or "",
            reason=form.reason.data or "",
        )
        if answer is not None:
            return answer
    return form_page("applications/withdraw.html", form, application=application)


# the desk of the programme


@bp.get("/rounds/<uuid:round_id>/dashboard")
@guarded(Action.ROUND_DASHBOARD, of=programmes.get_round)
def dashboard(planned: Round) -> ResponseReturnValue:
    """The pile by stage, and what came in. What a person has a conflict with is absent."""
    asked = request.args.get("stage", "")
    stage = Stage(asked) if asked in {s.value for s in Stage} else None
    return render_template(
        "applications/dashboard.html",
        planned=planned,
        stage=stage,
        counts=queries.count_by_stage(planned, me()),
        late=queries.list_late(planned, me(), clock.now()),
        page=queries.page_in_round(planned, me(), stage=stage, after=request.args.get("after")),
        words=pages.STAGE_WORDS_FOR_STAFF,
    )
