"""Pages of shared costs."""

import uuid
from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.errors import NotFound
from portal.core.i18n import _, spoken
from portal.core.tables import as_csv
from portal.forming.clusters.models import Cluster, Side
from portal.forming.clusters.queries import get_cluster
from portal.forming.formality import queries as formality
from portal.forming.formality.models import Feature
from portal.policy import Action
from portal.running.ledger import forms, money, queries, services
from portal.running.ledger.models import LedgerEntry, Purse, PurseHandover, ShareRule
from portal.running.ledger.queries import Statement
from portal.web import login
from portal.web.access import guarded
from portal.web.acting import carry_out, form_page, most_bytes
from portal.web.files import download
from portal.web.forms import uploaded
from portal.web.moments import day as day_words
from portal.web.pdf import Paper
from portal.web.press import OneButtonForm, press

bp = Blueprint("ledger", __name__, url_prefix="/clusters/<uuid:cluster_id>/ledger")
_ENTRY = "/entries/<uuid:ledger_entry_id>"
_HANDOVER = "/handovers/<uuid:handover_id>"
_STATEMENT = "/schools/<uuid:school_id>"


def _home(record: Any) -> str:
    return url_for("ledger.show", cluster_id=record.cluster_id)


def get_entry(cluster_id: uuid.UUID, ledger_entry_id: uuid.UUID) -> LedgerEntry:
    """An entry of this cluster. Raises NotFound."""
    return queries.get_entry(cluster_id, ledger_entry_id)


def _context() -> dict[str, Any]:
    return {"money": money.shown, "kinds": forms.KINDS, "states": forms.STATES}


@bp.get("")
@guarded(Action.LEDGER_VIEW, of=get_cluster)
def show(cluster: Cluster) -> ResponseReturnValue:
    """Where everything stands, and what happened."""
    purse = queries.purse_of(cluster.id)
    if purse is None:
        is_on = formality.has(cluster.id, Feature.LEDGER)
        return render_template("ledger/none.html", cluster=cluster, is_on=is_on)
    return render_template(
        "ledger/show.html",
        cluster=cluster,
        purse=purse,
        stands=queries.standing(purse.id),
        page=queries.page_of_entries(purse.id, request.args.get("after")),
        handover=queries.open_handover(purse.id),
        mine=login.me().school_ids,
        button=OneButtonForm(),
        **_context(),
    )


@bp.route("/open", methods=["GET", "POST"])
@guarded(Action.LEDGER_OPEN, of=get_cluster)
def start(cluster: Cluster) -> ResponseReturnValue:
    """Begin to share costs."""
    form, me = forms.OpenForm(), login.me()
    here = [m for m in cluster.live_memberships() if m.side == Side.HOME and m.school_id in me.memberships]
    form.offer([(m.school_id, m.school.name) for m in here])
    limit = forms.read_limit(form, form.currency.data) if form.validate_on_submit() else None
    if limit is not None:
        answer = carry_out(
            form,
            services.open_purse,
            cluster,
            to=url_for("ledger.show", cluster_id=cluster.id),
            said=_("The books are open."),
            school_id=form.school_id.data,
            currency=form.currency.data,
            limit_minor=limit,
        )
        if answer is not None:
            return answer
    return form_page("ledger/open.html", form, cluster=cluster)


@bp.route("/rules", methods=["GET", "POST"])
@guarded(Action.LEDGER_RULES, of=queries.get_purse)
def rules(purse: Purse) -> ResponseReturnValue:
    """How bills are shared, and from when two people are needed."""
    schools = [m.school for m in purse.cluster.live_memberships() if m.side == Side.HOME]
    held = {share.school_id: share.weight for share in purse.weights}
    form = forms.rules_form(
        schools,
        limit=money.plain(purse.limit_minor, purse.currency),
        share_rule=purse.share_rule.value,
        weights=held,
        version=purse.version,
    )
    if form.validate_on_submit():
        limit = forms.read_limit(form, purse.currency)
        if limit is not None:
            answer = carry_out(
                form,
                services.change_rules,
                purse,
                to=_home(purse),
                said=_("Saved. It counts from the next bill on."),
                version=form.read_version,
                limit_minor=limit,
                share_rule=ShareRule(form.share_rule.data),
                weights=form.read_weights(),
            )
            if answer is not None:
                return answer
    return form_page("ledger/rules.html", form, purse=purse)


def _entry_page(
    purse: Purse, deed: Callable[..., Any], title: str, *, asks_school: bool, asks_income: bool = False
) -> ResponseReturnValue:
    """One form for the four kinds of entries that people type."""
    form = forms.EntryForm(happened_on=clock.today(login.me().zone))
    if not asks_school:
        del form.school_id
    if not asks_income:
        del form.from_income
    form.offer(purse.currency, [(m.school_id, m.school.name) for m in purse.cluster.live_memberships()])
    if form.validate_on_submit():
        fine, upload = uploaded(form, form.file, most_bytes=most_bytes())
        paid = form.paid(upload) if fine else None
        if paid is not None:
            more = {"school_id": form.school_id.data} if asks_school else {}
            more |= {"from_income": bool(form.from_income.data)} if asks_income else {}
            said = _said
            answer = carry_out(form, deed, purse, to=_home(purse), said=said, paid=paid, **more)
            if answer is not None:
                return answer
    return form_page("ledger/enter.html", form, purse=purse, title=title)


def _said(entry: LedgerEntry) -> str:
    return _("Entered.") if entry.status.value == "posted" else _("Entered. A second person is asked to say yes.")


@bp.route("/pay-in", methods=["GET", "POST"])
@guarded(Action.LEDGER_ENTER, of=queries.get_purse)
def pay_in(purse: Purse) -> ResponseReturnValue:
    """A school has paid in."""
    return _entry_page(purse, services.pay_in, _("A school has paid in"), asks_school=True)


@bp.route("/income", methods=["GET", "POST"])
@guarded(Action.LEDGER_ENTER, of=queries.get_purse)
def income(purse: Purse) -> ResponseReturnValue:
    """Money of the cluster's own."""
    return _entry_page(purse, services.take_income, _("Income of the cluster"), asks_school=False)


@bp.route("/bill", methods=["GET", "POST"])
@guarded(Action.LEDGER_ENTER, of=queries.get_purse)
def bill(purse: Purse) -> ResponseReturnValue:
    """A bill was paid."""
    return _entry_page(purse, services.enter_bill, _("A bill was paid"), asks_school=False, asks_income=True)


@bp.route("/pay-out", methods=["GET", "POST"])
@guarded(Action.LEDGER_ENTER, of=queries.get_purse)
def pay_out(purse: Purse) -> ResponseReturnValue:
    """Money goes back to a school."""
    return _entry_page(purse, services.pay_out, _("Money goes back to a school"), asks_school=True)


@bp.route("/carry", methods=["GET", "POST"])
@guarded(Action.LEDGER_ENTER, of=queries.get_purse)
def carry(purse: Purse) -> ResponseReturnValue:
    """The others carry what a school has open."""
    form, stands = forms.CarryForm(), queries.standing(purse.id).schools
    form.school_id.choices = [
        (m.school_id, f"{m.school.name}: {money.shown(stands[m.school_id], purse.currency)}")
        for m in purse.cluster.memberships
        if stands.get(m.school_id)
    ]
    if form.validate_on_submit():
        answer = carry_out(form, services.carry, purse, to=_home(purse), said=_said, school_id=form.school_id.data)
        if answer is not None:
            return answer
    return form_page("ledger/carry.html", form, purse=purse)


@bp.get(_ENTRY)
@guarded(Action.LEDGER_READ, of=get_entry)
def entry(entry: LedgerEntry) -> ResponseReturnValue:
    """One entry with its moves."""
    cluster = get_cluster(entry.cluster_id)
    names = {m.school_id: m.school.name for m in cluster.memberships}
    return render_template("ledger/entry.html", entry=entry, cluster=cluster, names=names, **_context())


@bp.get(_ENTRY + "/receipt")
@guarded(Action.LEDGER_READ, of=get_entry)
def receipt(entry: LedgerEntry) -> ResponseReturnValue:
    """The receipt."""
    if entry.file is None:
        raise NotFound
    return download(entry.file)


@bp.route(_ENTRY + "/second", methods=["GET", "POST"])
@guarded(Action.LEDGER_APPROVE, of=get_entry)
def second(entry: LedgerEntry) -> ResponseReturnValue:
    """A second person says yes or no."""
    form = forms.SecondForm()
    if form.validate_on_submit():
        deed = services.approve if form.agrees.data == "yes" else services.refuse
        answer = carry_out(form, deed, entry, to=_home(entry), said=_("Your answer is kept."))
        if answer is not None:
            return answer
    return form_page("ledger/second.html", form, entry=entry, **_context())


@bp.route(_ENTRY + "/reverse", methods=["GET", "POST"])
@guarded(Action.LEDGER_REVERSE, of=get_entry)
def reverse(entry: LedgerEntry) -> ResponseReturnValue:
    """Undo it by its opposite."""
    form = forms.ReverseForm()
    if form.validate_on_submit():
        answer = carry_out(form, services.reverse, entry, to=_home(entry), said=_said, words=form.words.data)
        if answer is not None:
            return answer
    return form_page("ledger/reverse.html", form, entry=entry, **_context())


@bp.route("/handovers/new", methods=["GET", "POST"])
@guarded(Action.LEDGER_OFFER, of=queries.get_purse)
def offer(purse: Purse) -> ResponseReturnValue:
    """Ask another school to keep the money."""
    form = forms.OfferForm()
    home = [m for m in purse.cluster.live_memberships() if m.side == Side.HOME]
    form.school_id.choices = [(m.school_id, m.school.name) for m in home if m.school_id != purse.agent_school_id]
    if form.validate_on_submit():
        said, to = _("The school is asked."), _home(purse)
        answer = carry_out(form, services.offer_handover, purse, to=to, said=said, school_id=form.school_id.data)
        if answer is not None:
            return answer
    balance = money.shown(queries.standing(purse.id).bank, purse.currency)
    return form_page("ledger/offer.html", form, purse=purse, balance=balance)


@bp.route(_HANDOVER, methods=["GET", "POST"])
@guarded(Action.LEDGER_TAKE, of=queries.get_handover)
def take(handover: PurseHandover) -> ResponseReturnValue:
    """The school that is asked answers."""
    form = forms.TakeForm()
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.answer_handover,
            handover,
            to=_home(handover),
            said=_("Your answer is kept."),
            agrees=form.agrees.data == "yes",
        )
        if answer is not None:
            return answer
    return form_page("ledger/take.html", form, handover=handover, **_context())


@bp.post(_HANDOVER + "/withdraw")
@guarded(Action.LEDGER_OFFER, of=queries.get_handover)
def withdraw(handover: PurseHandover) -> ResponseReturnValue:
    return press(services.withdraw_handover, handover, to=_home(handover), said=_("It is not asked any more."))


@bp.get(_STATEMENT)
@guarded(Action.LEDGER_STATEMENT_VIEW, of=queries.get_statement)
def statement(held: Statement) -> ResponseReturnValue:
    """Where one school stands, line by line."""
    page = queries.page_of_statement(held.purse.id, held.school.id, request.args.get("after"))
    balance = queries.standing(held.purse.id).schools.get(held.school.id, 0)
    return render_template("ledger/statement.html", held=held, page=page, balance=balance, **_context())


@bp.get(_STATEMENT + "/statement.pdf")
@guarded(Action.LEDGER_STATEMENT_VIEW, of=queries.get_statement)
def statement_pdf(held: Statement) -> ResponseReturnValue:
    """The same to print; the newest 500 lines."""
    purse = held.purse
    lines = queries.page_of_statement(purse.id, held.school.id, size=500)
    balance = queries.standing(purse.id).schools.get(held.school.id, 0)
    title = _("Statement of %(school)s", school=held.school.name)
    today = day_words(clock.today(login.me().zone))
    paper = Paper(title, language=spoken(), foot=_("Shared costs of %(cluster)s", cluster=held.cluster.name))
    paper.title_line(title)
    paper.text_block(_("Shared costs of %(cluster)s, %(day)s", cluster=held.cluster.name, day=today))
    paper.text_block(_("The money is kept by %(school)s.", school=purse.agent.name))
    paper.text_block(_("Balance: %(amount)s", amount=money.shown(balance, purse.currency)), bold=True)
    paper.text_block(_("Above nothing: the school has paid more than it carries. Below: it has to pay."), small=True)
    for line in lines:
        words = f"{day_words(line.happened_on)}  {forms.KINDS[line.kind]}: {line.title}"
        paper.text_block(f"{words}   {money.shown(line.amount, purse.currency)}")
    return paper.answer("statement")


@bp.get(_STATEMENT + "/statement.csv")
@guarded(Action.LEDGER_STATEMENT_VIEW, of=queries.get_statement)
def statement_csv(held: Statement) -> ResponseReturnValue:
    """The same as a table; the newest 5,000 lines."""
    lines = queries.page_of_statement(held.purse.id, held.school.id, size=queries.MOST_ROWS)
    head = [_("Day"), _("Kind"), _("What for"), _("Amount"), _("Currency"), _("Receipt")]
    code = held.purse.currency
    rows = [
        [x.happened_on.isoformat(), str(forms.KINDS[x.kind]), x.title, float(money.plain(x.amount, code)), code,
         _("yes") if x.has_receipt else _("no")]
        for x in lines
    ]  # fmt: skip
    return _csv("statement", head, rows)


@bp.get("/entries.csv")
@guarded(Action.LEDGER_VIEW, of=get_cluster)
def entries_csv(cluster: Cluster) -> ResponseReturnValue:
    """Every entry as a table, with what was paid in other money and its rate."""
    purse = queries.purse_of(cluster.id)
    if purse is None:
        return redirect(url_for("ledger.show", cluster_id=cluster.id), 303)
    head = [_("Day"), _("Kind"), _("State"), _("School"), _("What for"), _("Amount"), _("Currency"), _("Paid"),
            _("Paid in"), _("Rate"), _("Who stated it"), _("Receipt")]  # fmt: skip
    rows = [
        [x.happened_on.isoformat(), str(forms.KINDS[x.kind]), str(forms.STATES[x.status]), x.school.name if x.school else "",
         x.title, float(money.plain(x.amount_minor, purse.currency)), purse.currency,
         float(money.plain(x.paid_minor, x.paid_currency)) if x.paid_minor and x.paid_currency else "", x.paid_currency or "",
         x.rate_micro / 10**6 if x.rate_micro else "", x.rate_source, _("yes") if x.file_id else _("no")]
        for x in queries.list_entries(purse.id)
    ]  # fmt: skip
    return _csv("shared-costs", head, rows)


def _csv(name: str, head: list[Any], rows: list[list[Any]]) -> Response:
    answer = Response("\ufeff" + as_csv(head, rows), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    answer.headers["Cache-Control"] = "no-store"
    return answer
