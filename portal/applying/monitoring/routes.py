"""Reports and instalments of an award."""

from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.applying.awards.models import Award
from portal.applying.awards.queries import get_award
from portal.applying.monitoring import forms, queries, services
from portal.applying.monitoring.models import AwardReport, Instalment, InstalmentStatus
from portal.applying.programmes.models import Round
from portal.applying.programmes.queries import get_round
from portal.core import clock
from portal.core.i18n import _
from portal.policy import Action
from portal.running.annual.routes import FIGURES, MONEY
from portal.web.access import guarded
from portal.web.acting import carry_out, form_page, too_late
from portal.web.login import me
from portal.web.press import OneButtonForm, press

bp = Blueprint("monitoring", __name__)
_ONE = "/award-reports/<uuid:award_report_id>"
_MONEY = "/instalments/<uuid:instalment_id>"


def _home(report: AwardReport) -> str:
    return url_for("monitoring.show", award_report_id=report.id)


def _award(award: Award) -> str:
    return url_for("awards.show", award_id=award.id)


def _about(report: AwardReport) -> dict[str, Any]:
    """What every page of a report shows."""
    return {"one": report, "award": report.award, "application": report.application, "today": clock.today()}


def _not_now(report: AwardReport, title: str) -> ResponseReturnValue:
    """In place of a form, before anyone has typed: the report was sent, or nothing is asked because the award is on hold or over."""
    return too_late(title, services.why_it_waits(report), back=_home(report), back_words=_("Back to the report"))


@bp.get(_ONE)
@guarded(Action.AWARD_REPORT_VIEW, of=queries.get_report)
def show(report: AwardReport) -> ResponseReturnValue:
    """Figures, words, voices, how it stands and how its day moved."""
    figures = queries.figures_of(report)
    counted = [(words, getattr(figures, name)) for name, words in FIGURES.items() if name not in MONEY]
    return render_template(
        "monitoring/show.html",
        rows=[(words, number) for words, number in counted if number],
        done=queries.list_done(report),
        silent=queries.partners_without_words(report),
        to_write=report.is_to_write(clock.today()),
        unheard=_unheard(report),
        button=OneButtonForm(),
        **_about(report),
    )


def _unheard(report: AwardReport) -> list[str]:
    """The schools of the cluster that have not added their words."""
    heard = {voice.school_id for voice in report.voices}
    return [m.school.name for m in report.application.cluster.live_memberships() if m.school_id not in heard]


@bp.route(_ONE + "/write", methods=["GET", "POST"])
@guarded(Action.AWARD_REPORT_WRITE, of=queries.get_report)
def write(report: AwardReport) -> ResponseReturnValue:
    """Change the words of the report."""
    if request.method == "GET" and not report.is_to_write(clock.today()):
        return _not_now(report, _("Write the report"))
    names = ("went_well", "learned", "spending", "spent", "missing", "version")
    form = forms.WriteForm(data={name: getattr(report, name) for name in names})
    if form.validate_on_submit():
        texts = {name: form[name].data or "" for name in ("went_well", "learned", "spending", "missing")}
        answer = carry_out(
            form,
            services.write_report,
            report,
            to=_home(report),
            said=_("The report is saved. Send it when every school has added its words."),
            version=form.read_version,
            spent=form.spent.data,
            **texts,
        )
        if answer is not None:
            return answer
    return form_page("monitoring/write.html", form, done=queries.list_done(report), **_about(report))


@bp.route(_ONE + "/our-words", methods=["GET", "POST"])
@guarded(Action.AWARD_REPORT_ADD, of=queries.get_report)
def add(report: AwardReport) -> ResponseReturnValue:
    """A school of either side says something in its own words."""
    if request.method == "GET" and not report.is_to_write(clock.today()):
        return _not_now(report, _("Add our school’s words"))
    form = forms.VoiceForm()
    mine = [m for m in report.application.cluster.live_memberships() if m.school_id in me().memberships]
    form.school_id.choices = [(m.school_id, m.school.name) for m in mine]
    if not form.is_submitted() and mine:
        form.school_id.data = mine[0].school_id
        said = {voice.school_id: voice.words for voice in report.voices}
        form.words.data = said.get(mine[0].school_id, "")
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.add_voice,
            report,
            to=_home(report),
            said=_("Your words are in the report."),
            school_id=form.school_id.data,
            words=form.words.data or "",
        )
        if answer is not None:
            return answer
    return form_page("monitoring/our_words.html", form, **_about(report))


@bp.post(_ONE + "/send")
@guarded(Action.AWARD_REPORT_WRITE, of=queries.get_report)
def send(report: AwardReport) -> ResponseReturnValue:
    """Send the report to the programme."""
    return press(services.submit_report, report, to=_home(report), said=_("The report is sent to the programme."))


@bp.route(_ONE + "/judge", methods=["GET", "POST"])
@guarded(Action.AWARD_REPORT_JUDGE, of=queries.get_report)
def judge(report: AwardReport) -> ResponseReturnValue:
    """The programme's word."""
    form = forms.JudgeForm()
    if form.validate_on_submit():
        accepts = form.verdict.data == "accept"
        answer = carry_out(
            form,
            services.accept_report if accepts else services.return_report,
            report,
            to=_home(report),
            said=_("Saved. The schools are told."),
            note=form.note.data or "",
        )
        if answer is not None:
            return answer
    return form_page("monitoring/judge.html", form, **_about(report))


@bp.route(_ONE + "/waive", methods=["GET", "POST"])
@guarded(Action.AWARD_REPORT_WAIVE, of=queries.get_report)
def waive(report: AwardReport) -> ResponseReturnValue:
    """Do without it."""
    form = forms.WaiveForm()
    if form.validate_on_submit():
        said = _("Saved. The schools are told.")
        answer = carry_out(form, services.waive_report, report, to=_home(report), said=said, note=form.note.data or "")
        if answer is not None:
            return answer
    return form_page("monitoring/waive.html", form, **_about(report))


@bp.route(_ONE + "/move", methods=["GET", "POST"])
@guarded(Action.AWARD_REPORT_WAIVE, of=queries.get_report)
def move(report: AwardReport) -> ResponseReturnValue:
    """Another day, for a reason."""
    form = forms.MoveForm()
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.move_report,
            report,
            to=_home(report),
            said=_("The day is moved. The schools are told."),
            to_on=form.to_on.data,
            reason=form.reason.data or "",
        )
        if answer is not None:
            return answer
    return form_page("monitoring/move.html", form, **_about(report))


@bp.route("/awards/<uuid:award_id>/instalments/new", methods=["GET", "POST"])
@guarded(Action.INSTALMENT_MANAGE, of=get_award)
def plan(award: Award) -> ResponseReturnValue:
    """Plan a part of the money."""
    form = forms.PlanForm()
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.plan_instalment,
            award,
            to=_award(award),
            said=_("The instalment is planned."),
            amount=form.amount.data,
            due_on=form.due_on.data,
        )
        if answer is not None:
            return answer
    return form_page("monitoring/plan.html", form, award=award, application=award.application)


@bp.route(_MONEY + "/pay", methods=["GET", "POST"])
@guarded(Action.INSTALMENT_MANAGE, of=queries.get_instalment)
def pay(instalment: Instalment) -> ResponseReturnValue:
    """Write down that it was paid."""
    if request.method == "GET" and instalment.status != InstalmentStatus.PLANNED:
        words = _("This instalment was paid or cancelled already.")
        back = _award(instalment.award)
        return too_late(_("Write down a payment"), words, back=back, back_words=_("Back to the award"))
    form = forms.PayForm()
    if not form.is_submitted():
        form.paid_on.data = clock.today()
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.pay_instalment,
            instalment,
            to=_award(instalment.award),
            said=_("Written down. The schools are told."),
            paid_on=form.paid_on.data,
            payment_mark=form.payment_mark.data or "",
        )
        if answer is not None:
            return answer
    about = {"one": instalment, "award": instalment.award, "application": instalment.application}
    return form_page("monitoring/pay.html", form, button=OneButtonForm(), **about)


@bp.post(_MONEY + "/cancel")
@guarded(Action.INSTALMENT_MANAGE, of=queries.get_instalment)
def cancel(instalment: Instalment) -> ResponseReturnValue:
    """It is not paid."""
    return press(services.cancel_instalment, instalment, to=_award(instalment.award), said=_("It will not be paid."))


@bp.get("/rounds/<uuid:round_id>/reports")
@guarded(Action.AWARD_REPORT_LIST, of=get_round)
def of_round(planned: Round) -> ResponseReturnValue:
    """Every report of a round by its day."""
    page = queries.page_of_round(planned, me(), after=request.args.get("after"))
    return render_template("monitoring/of_round.html", planned=planned, page=page)


def award_panel(award: Award) -> tuple[str, dict[str, Any]] | None:
    """On the page of an award: its reports and its instalments."""
    reports, money = queries.list_reports(award.id), queries.list_instalments(award.id)
    if award.accepted_at is None:
        return None
    return "monitoring/_panel.html", {"award": award, "reports": reports, "money": money, "today": clock.today()}
