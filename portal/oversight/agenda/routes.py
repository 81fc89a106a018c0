"""The agenda of a round's panel, and the page on which it is chosen."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.applying.applications.models import Application
from portal.applying.programmes.models import Round
from portal.applying.programmes.queries import get_round
from portal.applying.reviews.scoring import shown
from portal.core.i18n import _, ngettext
from portal.oversight.agenda import queries, services
from portal.oversight.agenda.forms import AgendaForm
from portal.oversight.pictures.panel import flag_words, ranked
from portal.oversight.pictures.queries.marks import Marked
from portal.oversight.pictures.queries.views import view_of
from portal.policy import Action
from portal.web.access import can, guarded
from portal.web.acting import carry_out, form_page
from portal.web.login import me

bp = Blueprint("agenda", __name__, url_prefix="/rounds/<uuid:round_id>/agenda")


@bp.get("")
@guarded(Action.AGENDA_VIEW, of=get_round)
def index(planned: Round) -> ResponseReturnValue:
    """What the panel talks about, one after the other."""
    view = view_of(planned, me())
    found = queries.agenda(view)
    ranking = ranked(view) if found else None
    marks = {one.id: (one, ranking.flags(one)) for one in ranking.found} if ranking is not None else {}
    return render_template(
        "agenda/index.html", planned=planned, found=found, marks=marks, say=flag_words(), shown=shown
    )


@bp.route("/choose", methods=["GET", "POST"])
@guarded(Action.AGENDA_CHOOSE, of=get_round)
def choose(planned: Round) -> ResponseReturnValue:
    """Tick what goes on the agenda: what to talk about first stands on top."""
    view, form = view_of(planned, me()), AgendaForm()
    on_it = [one.application_id for one in queries.agenda(view)]
    offered = queries.offered(view, on_it)
    form.chosen.choices = _choices(offered)
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.choose,
            planned,
            to=url_for(".index", round_id=planned.id),
            said=_said,
            chosen=form.picked(),
            shown=form.known(),
        )
        if answer is not None:
            return answer
    if not form.is_submitted():
        form.chosen.data = [str(key) for key in on_it]
    form.shown.data = form.shown.data or " ".join(str(key) for key in on_it)
    return form_page("agenda/choose.html", form, planned=planned, offered=offered)


def _choices(offered: Sequence[tuple[Marked, str]]) -> list[tuple[str, str]]:
    say = flag_words()
    return [(str(one.id), _words(one, say[flags])) for one, flags in offered]


def _words(one: Marked, why: str) -> str:
    if one.mean is None:  # its reviews were taken out since
        return one.name
    mean = _("%(name)s: mean %(mean)s, range %(range)s", name=one.name, mean=shown(one.mean), range=shown(one.spread))
    return f"{mean}. {why}" if why else mean


def _said(changed: tuple[int, int]) -> str:
    added, removed = changed
    if not added and not removed:
        return _("The agenda is as it was.")
    words = ngettext("%(num)d put on the agenda", "%(num)d put on the agenda", added)
    return f"{words}, {ngettext('%(num)d taken off it.', '%(num)d taken off it.', removed)}"


def next_panel(application: Application) -> tuple[str, dict[str, Any]] | None:
    """On the panel's page of an application that is on the agenda: which is next."""
    if not can(Action.AGENDA_VIEW, application.round):
        return None
    found = queries.agenda(view_of(application.round, me()))
    place = next((n for n, one in enumerate(found) if one.application_id == application.id), None)
    if place is None:
        return None
    after = found[place + 1] if place + 1 < len(found) else None
    return "agenda/_next.html", {
        "round_id": application.round_id, "place": place + 1, "of_all": len(found), "after": after,
    }  # fmt: skip


def link_panel(planned: Round) -> tuple[str, dict[str, Any]] | None:
    """On the page of what came in: the way to the agenda."""
    return ("agenda/_link.html", {"planned": planned}) if can(Action.AGENDA_VIEW, planned) else None
