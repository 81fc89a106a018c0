"""Pages of rotas: whose turn it is, the plan, swaps, and the file that goes along."""

from typing import Any

from flask import Blueprint, current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.i18n import _, _l, spoken
from portal.extensions import limiter
from portal.forming.clusters.models import Cluster
from portal.forming.clusters.queries import get_cluster, list_people_of_schools
from portal.policy import Action
from portal.running.rotas import files, forms, queries, services, words
from portal.running.rotas.models import MOST_TERMS, Rota, RotaKind, RotaSwap, RotaTurn
from portal.web.access import can, guarded
from portal.web.acting import carry_out, form_page
from portal.web.moments import day, local_time
from portal.web.pdf import Paper
from portal.web.press import OneButtonForm, press

bp = Blueprint("rotas", __name__, url_prefix="/clusters/<uuid:cluster_id>/rotas")
_ONE = "/<uuid:rota_id>"
_TURN = "/turns/<uuid:turn_id>"
_SWAP = "/swaps/<uuid:rota_swap_id>"
OFFICES: dict[str, Any] = {"contact_teacher": _l("Cluster coordinator"), "deputy": _l("Deputy")}


def home_panel(cluster: Any) -> tuple[str, dict[str, Any]] | None:
    """On the cluster's home: the way to the rotas. It asks the database nothing."""
    return ("rotas/_panel.html", {"cluster": cluster}) if can(Action.ROTA_LIST, cluster) else None


def _page(rota: Rota) -> str:
    return url_for("rotas.show", cluster_id=rota.cluster_id, rota_id=rota.id)


@bp.get("")
@guarded(Action.ROTA_LIST, of=get_cluster)
def index(cluster: Cluster) -> ResponseReturnValue:
    """Who does what this term, and who comes next."""
    return render_template(
        "rotas/index.html",
        cluster=cluster,
        rotas=queries.list_rotas(cluster.id),
        called=words.called,
        today=clock.today(cluster.zone),
    )


@bp.route("/new", methods=["GET", "POST"])
@guarded(Action.ROTA_BEGIN, of=get_cluster)
def begin(cluster: Cluster) -> ResponseReturnValue:
    """Take turns in something."""
    form = forms.BeginForm()
    if form.validate_on_submit():
        given = {"kind": RotaKind(form.kind.data), "name": form.name.data or ""}
        answer = carry_out(form, services.begin_rota, cluster, to=_page, said=_("Now give the terms out."), **given)
        if answer is not None:
            return answer
    return form_page("rotas/begin.html", form, cluster=cluster)


@bp.get(_ONE)
@guarded(Action.ROTA_VIEW, of=queries.get_rota)
def show(rota: Rota) -> ResponseReturnValue:
    """Terms, schools, swaps."""
    return render_template(
        "rotas/show.html",
        rota=rota,
        cluster=rota.cluster,
        name=words.called(rota),
        swaps=queries.list_swaps(rota.id),
        swap_words=words.SWAP,
        today=clock.today(rota.cluster.zone),
        button=OneButtonForm(formdata=None),
    )


@bp.route(_ONE + "/plan", methods=["GET", "POST"])
@guarded(Action.ROTA_PLAN, of=queries.get_rota)
def plan(rota: Rota) -> ResponseReturnValue:
    """A fair proposal, by what each school did already."""
    form = forms.PlanForm()
    if form.validate_on_submit():
        said = _("The terms are given out. The schools are told.")
        answer = carry_out(form, services.plan_turns, rota, to=_page(rota), said=said, count=form.count.data)
        if answer is not None:
            return answer
    asked = form.count.data if form.is_submitted() else request.args.get("count", default=3, type=int)
    count = asked if isinstance(asked, int) and 1 <= asked <= MOST_TERMS else 3
    if not form.is_submitted():
        form.count.data = count
    return form_page(
        "rotas/plan.html", form, rota=rota, name=words.called(rota), proposed=queries.propose(rota, count), count=count
    )


@bp.post(_ONE + "/close")
@guarded(Action.ROTA_PLAN, of=queries.get_rota)
def close(rota: Rota) -> ResponseReturnValue:
    """The schools no longer take turns in it."""
    to = url_for("rotas.index", cluster_id=rota.cluster_id)
    return press(services.close_rota, rota, to=to, said=_("The rota has ended."))


@bp.route(_TURN + "/change", methods=["GET", "POST"])
@guarded(Action.ROTA_TURN_CHANGE, of=queries.get_turn)
def change_turn(turn: RotaTurn) -> ResponseReturnValue:
    """Another school or another person."""
    form = forms.TurnForm(school=turn.school_id, person=turn.person_id)
    schools = queries.member_schools(turn.cluster_id)
    if not can(Action.ROTA_PLAN, turn.rota):
        schools = [school for school in schools if school.id == turn.school_id]
    form.offer(schools, list_people_of_schools([school.id for school in schools]))
    if form.validate_on_submit():
        given = {"school_id": form.school.data, "person_id": form.person.data}
        answer = carry_out(form, services.change_turn, turn, to=_page(turn.rota), said=_("Saved."), **given)
        if answer is not None:
            return answer
    return form_page("rotas/change_turn.html", form, turn=turn)


@bp.route(_TURN + "/swap", methods=["GET", "POST"])
@guarded(Action.ROTA_SWAP_ASK, of=queries.get_turn)
def ask_swap(turn: RotaTurn) -> ResponseReturnValue:
    """Ask another school to change terms."""
    form = forms.SwapForm()
    today = clock.today(turn.cluster.zone)
    form.offer(one for one in turn.rota.turns if one.school_id != turn.school_id and one.starts_on > today)
    if form.validate_on_submit():
        given = {"other_turn_id": form.other.data, "note": form.note.data or ""}
        said = _("The other school is asked.")
        answer = carry_out(form, services.ask_swap, turn, to=_page(turn.rota), said=said, **given)
        if answer is not None:
            return answer
    return form_page("rotas/ask_swap.html", form, turn=turn, name=words.called(turn.rota))


@bp.get(_SWAP)
@guarded(Action.ROTA_VIEW, of=queries.get_swap)
def swap(swap: RotaSwap) -> ResponseReturnValue:
    """One question about a swap, to be answered."""
    name = words.called(swap.turn.rota)
    button = OneButtonForm(formdata=None)
    return render_template(
        "rotas/swap.html", swap=swap, cluster=swap.cluster, name=name, said=words.SWAP, button=button
    )


@bp.post(_SWAP + "/accept")
@guarded(Action.ROTA_SWAP_ANSWER, of=queries.get_swap)
def accept_swap(swap: RotaSwap) -> ResponseReturnValue:
    """The two change places."""
    said = _("Thank you. The two of you have swapped terms.")
    return press(services.accept_swap, swap, to=_page(swap.turn.rota), said=said)


@bp.post(_SWAP + "/decline")
@guarded(Action.ROTA_SWAP_ANSWER, of=queries.get_swap)
def decline_swap(swap: RotaSwap) -> ResponseReturnValue:
    """The other school cannot."""
    return press(services.decline_swap, swap, to=_page(swap.turn.rota), said=_("Noted. The terms stay as they are."))


@bp.post(_SWAP + "/take-back")
@guarded(Action.ROTA_SWAP_WITHDRAW, of=queries.get_swap)
def withdraw_swap(swap: RotaSwap) -> ResponseReturnValue:
    """The school keeps its own term."""
    return press(services.withdraw_swap, swap, to=_page(swap.turn.rota), said=_("Your question is taken back."))


@bp.get(_TURN + "/handover")
@guarded(Action.HANDOVER_VIEW, of=queries.get_turn)
def handover(turn: RotaTurn) -> ResponseReturnValue:
    """The file that goes along with the duty: once it has passed, as it stood then."""
    found = files.get_file(turn)
    return render_template(
        "rotas/handover.html",
        turn=found.turn,
        file=found,
        whole=found.copy is None or files.is_whole(found.copy),
        cluster=found.turn.cluster,
        name=words.called(found.turn.rota),
        sections=_sections(found),
        button=OneButtonForm(formdata=None),
    )


def _sections(found: files.File) -> list[tuple[str, list[str], str]]:
    """(heading, lines, what is said when there are none)."""
    zone, gone = found.turn.cluster.zone, _("no longer shown here")
    dates = [
        f"{day(one.on) if one.at is None else local_time(one.at, zone)}: {gone if one.title is None else one.title}"
        for one in found.dates
    ]
    people = [f"{OFFICES[kind]}: {name}" for kind, name in found.offices]
    people += [f"{school}: {names or _('nobody named yet')}" for school, names in found.contacts]
    promises = [line for line in found.commitments.splitlines() if line.strip()][:20]
    promises += [_owed(line, found) for line in found.promises]
    return [
        (_("What waits for a reply"), [_owed(line, found) for line in found.replies], _("Nothing waits for a reply.")),
        (_("What comes in the next three months"), dates, _("Nothing is planned yet.")),
        (_("Who is who"), people, _("Nobody is named yet.")),
        (_("What was promised"), promises, _("Nothing is written down.")),
    ]


def _owed(owed: files.Owed, found: files.File) -> str:
    task = files.Saying.task(owed.line) if owed.line is not None else _("no longer shown here")
    due = _("by %(day)s", day=day(owed.due_at, found.turn.cluster.zone)) if owed.due_at is not None else ""
    after = ", ".join(part for part in (owed.school, due) if part)
    return f"{task} ({after})" if after else task


@bp.get(_TURN + "/handover.pdf")
@guarded(Action.HANDOVER_VIEW, of=queries.get_turn)
@limiter.limit("30 per minute")
def paper(turn: RotaTurn) -> ResponseReturnValue:
    """The same as a sheet of paper."""
    found = files.get_file(turn)
    title = _("Handover: %(duty)s, %(term)s", duty=words.called(turn.rota), term=turn.label)
    foot = _("Made by %(portal)s on %(day)s.", portal=current_app.config["BRAND_NAME"], day=day(clock.now()))
    made = Paper(title, language=spoken(), foot=foot)
    made.title_line(title)
    made.text_block(f"{found.turn.cluster.name}. {found.taker}", small=True)
    if found.copy is not None:
        when = local_time(found.copy.sealed_at, found.turn.cluster.zone)
        made.text_block(_("As things stood when the duty passed: %(when)s.", when=when), small=True)
        if not files.is_whole(found.copy):
            made.text_block(_("This copy is not as it was sealed. Please tell the programme."))
    if found.note:
        made.heading(_("From %(school)s, who had it before", school=found.giver))
        made.text_block(found.note)
    for heading, lines, nothing in _sections(found):
        made.heading(heading)
        if lines:
            made.listed(lines)
        else:
            made.text_block(nothing)
    if found.late_note:
        made.heading(_("Since then, from %(school)s", school=found.giver))
        made.text_block(found.late_note)
    return made.answer("handover")


@bp.route(_TURN + "/note", methods=["GET", "POST"])
@guarded(Action.HANDOVER_WRITE, of=queries.get_turn)
def write_note(turn: RotaTurn) -> ResponseReturnValue:
    """A word for whoever comes next."""
    form = forms.NoteForm(note=turn.note, version=files.mark_of(turn.note))
    if form.validate_on_submit():
        said, words = (
            _("Saved. It stands on top of the file."),
            {"note": form.note.data, "read": str(form.version.data)},
        )
        answer = carry_out(form, services.write_note, turn, to=_page(turn.rota), said=said, **words)
        if answer is not None:
            return answer
    return form_page("rotas/note.html", form, turn=turn)


@bp.post(_TURN + "/take-over")
@guarded(Action.HANDOVER_TAKE, of=queries.get_turn)
def take_over(turn: RotaTurn) -> ResponseReturnValue:
    """The school has read the file."""
    to = url_for("rotas.handover", cluster_id=turn.cluster_id, turn_id=turn.id)
    return press(services.take_over, turn, to=to, said=_("Thank you. The duty is with your school now."))
