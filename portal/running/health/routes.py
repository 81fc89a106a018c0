"""The page that says how a partnership is doing, and what can be done about a silence."""

from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.core.i18n import _
from portal.policy import Action
from portal.running.board.forms import LANGUAGES
from portal.running.firstposts.models import HeldPost
from portal.running.health import forms, queries, services
from portal.running.health.balance import get_balance
from portal.running.health.greetings import GREETINGS, greeting, second_language
from portal.running.health.queries import Link
from portal.running.partnerships import services as partnership_services
from portal.running.partnerships.models import Partnership
from portal.running.partnerships.queries import Network, NetworkSchool, get_network, get_partnership
from portal.web import login
from portal.web.access import guarded
from portal.web.acting import carry_out, form_page
from portal.web.press import OneButtonForm, press

bp = Blueprint(
    "partnership_health", __name__, url_prefix="/clusters/<uuid:cluster_id>/partnership/<uuid:partnership_id>/health"
)


def _page(partnership: Partnership) -> str:
    return url_for("partnership_health.show", cluster_id=partnership.cluster_id, partnership_id=partnership.id)


@bp.get("")
@guarded(Action.HEALTH_VIEW, of=get_partnership)
def show(partnership: Partnership) -> ResponseReturnValue:
    """When each side was last heard, holidays first."""
    return render_template(
        "health/show.html",
        partnership=partnership,
        links=queries.get_health(partnership),
        button=OneButtonForm(formdata=None),
    )


@bp.get("/balance")
@guarded(Action.HEALTH_VIEW, of=get_partnership)
def balance(partnership: Partnership) -> ResponseReturnValue:
    """What each side proposed, hosted, answered, and how long it waited."""
    found = get_balance(get_network(partnership.cluster_id))
    return render_template("health/balance.html", partnership=partnership, balance=found)


@bp.route("/hello", methods=["GET", "POST"])
@guarded(Action.HEALTH_WRITE, of=get_partnership)
def hello(partnership: Partnership) -> ResponseReturnValue:
    """A friendly word in both languages, to be read and changed before it is sent."""
    network = get_network(partnership.cluster_id)
    mine = [school for school in network.schools if school.id in login.me().school_ids]
    links = queries.get_health(partnership)
    to, partners = _ends(links, network)
    language = _language(partners)
    form = forms.HelloForm(**_words(network, to, language) if request.method == "GET" else {})
    form.offer_schools(network, {school.id for school in mine})
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.say_hello,
            partnership,
            to=_page(partnership),
            said=_said,
            title=form.title.data,
            text=form.text.data,
            school_id=form.school_id,
        )
        if answer is not None:
            return answer
    return form_page(
        "health/hello.html",
        form,
        partnership=partnership,
        language=language,
        languages=[(code, name) for code, name in LANGUAGES if code in GREETINGS],
        away=_away(links),
    )


def _said(made: Any) -> str:
    if isinstance(made, HeldPost):
        return _("Thank you. Your message appears on the board when someone has read it.")
    return _("Your message is on the board.")


def _ends(links: list[Link], network: Network) -> tuple[list[NetworkSchool], list[NetworkSchool]]:
    """Whom a friendly word is for, and the partner schools it concerns: the other ends of the person's own links, else of all."""
    mine = login.me().school_ids
    own = [
        link for link in links if any(one.school.id in mine for side in (link.here, link.there) for one in side.heard)
    ]
    chosen = own or links
    here = {one.school.id: one.school for link in chosen for one in link.here.heard}
    there = {one.school.id: one.school for link in chosen for one in link.there.heard}
    if not chosen:
        there = {school.id: school for school in network.schools if school.is_partner and not school.is_invited}
    to = here if any(school_id in mine for school_id in there) else there
    return [school for school in to.values() if school.id not in mine], list(there.values())


def _language(partners: list[NetworkSchool]) -> str:
    asked = request.args.get("language", "")
    if asked in GREETINGS:
        return asked
    spoken = queries.languages_of({school.id for school in partners}) if partners else []
    return second_language(spoken, [school.country for school in partners])


def _words(network: Network, to: list[NetworkSchool], language: str) -> dict[str, str]:
    me = login.me()
    mine = next((school.name for school in network.schools if school.id in me.school_ids), network.name)
    whom = to[0].name if len(to) == 1 else network.name
    return {
        "title": _("Hello from %(school)s", school=mine)[:160],
        "text": greeting(language, to=whom, school=mine, name=me.name),
    }


def _away(links: list[Link]) -> list[Any]:
    """The schools that are on holiday today."""
    away = {
        one.school.id: one
        for link in links
        for side in (link.here, link.there)
        for one in side.heard
        if one.holiday is not None
    }
    return sorted(away.values(), key=lambda one: one.school.name)


@bp.route("/remind", methods=["GET", "POST"])
@guarded(Action.PARTNERSHIP_CHANGE, of=get_partnership)
def remind(partnership: Partnership) -> ResponseReturnValue:
    """After how many silent days somebody is asked to say hello."""
    form = forms.RemindForm(**{"days": partnership.silent_after_days} if request.method == "GET" else {})
    if form.validate_on_submit():
        said = _("Saved.")
        answer = carry_out(
            form,
            partnership_services.set_silent_after,
            partnership,
            to=_page(partnership),
            said=said,
            days=form.days.data,
        )
        if answer is not None:
            return answer
    return form_page("health/remind.html", form, partnership=partnership)


@bp.route("/restart", methods=["GET", "POST"])
@guarded(Action.PARTNERSHIP_CHANGE, of=get_partnership)
def restart(partnership: Partnership) -> ResponseReturnValue:
    """Choose another day on which a partnership that is on hold goes on."""
    form = forms.RestartForm()
    if form.validate_on_submit():
        said = _("Saved. A week before that day we ask you again.")
        answer = carry_out(
            form,
            partnership_services.set_restart,
            partnership,
            to=_page(partnership),
            said=said,
            restart_on=form.restart_on.data,
        )
        if answer is not None:
            return answer
    return form_page("health/restart.html", form, partnership=partnership)


@bp.post("/establish")
@guarded(Action.PARTNERSHIP_CHANGE, of=get_partnership)
def establish(partnership: Partnership) -> ResponseReturnValue:
    """Say that the schools know each other by now."""
    said = _("The partnership is established.")
    return press(partnership_services.establish_partnership, partnership, to=_page(partnership), said=said)
