"""Finding a partner school: search, search for contrasts, and what others see of a school."""

from collections.abc import Sequence

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.i18n import _l
from portal.identity.finding import cards, forms, maps, naming, queries, services
from portal.identity.finding.models import Found, SchoolListing
from portal.identity.finding.wishes import DIFFERENCES, ContrastWishes, Wishes
from portal.identity.profiles.models import Looking
from portal.policy import Action
from portal.web import login
from portal.web.access import guarded
from portal.web.acting import carry_out, form_page

bp = Blueprint("finding", __name__, url_prefix="/partners")


@bp.get("")
@guarded(Action.PARTNER_SEARCH)
def search() -> ResponseReturnValue:
    """Verified schools by what they are and what they look for."""
    wishes, now, words = Wishes(request.args), clock.now(), naming.words()
    page = queries.search(wishes.wanted(), after=request.args.get("after"))
    shown = [cards.card(one, now, words) for one in page]
    mine = queries.rows_of(sorted(login.me().memberships))
    return render_template("finding/search.html", wishes=wishes, page=page, cards=shown, mine=mine)


@bp.get("/map")
@guarded(Action.PARTNER_SEARCH)
def world() -> ResponseReturnValue:
    """Where the schools of a search are: a picture, one sentence, and the same as a table."""
    wishes, words = Wishes(request.args), naming.words()
    counted = [
        (code, words.name("country", code), number) for code, number in queries.count_by_country(wishes.wanted())
    ]
    counted.sort(key=lambda row: (-row[2], row[1]))
    return render_template(
        "finding/world.html", wishes=wishes, counted=counted, dots=maps.dots(counted), number=words.number
    )


@bp.get("/contrasts")
@guarded(Action.PARTNER_SEARCH)
def contrasts() -> ResponseReturnValue:
    """Schools that differ from one's own, each with what differs and what is shared."""
    mine = queries.rows_of(sorted(login.me().memberships))
    own = _chosen(mine, request.args.get("school", ""))
    wishes, now, words = ContrastWishes(request.args), clock.now(), naming.words()
    page = own and queries.search_contrasts(own, wishes.wanted(), wishes.differing(), after=request.args.get("after"))
    shown = [cards.card(one, now, words, own=own) for one in page or ()]
    return render_template(
        "finding/contrasts.html", wishes=wishes, mine=mine, own=own, page=page, cards=shown, differences=DIFFERENCES
    )


def _chosen(mine: Sequence[Found], asked: str) -> Found | None:
    """The school that was chosen, else the person's first."""
    return next((one for one in mine if str(one.school_id) == asked), mine[0] if mine else None)


@bp.get("/schools/<uuid:school_id>")
@guarded(Action.PARTNER_VIEW, of=queries.get_listing)
def show(listing: SchoolListing) -> ResponseReturnValue:
    """What others see of a school; beside it, how it differs from one's own."""
    now, me, words = clock.now(), login.me(), naming.words()
    others = [one for one in sorted(me.memberships) if one != listing.school_id]
    own = _chosen(queries.rows_of(others), request.args.get("school", "")) if others else None
    is_mine = listing.school_id in me.memberships
    return render_template(
        "finding/show.html",
        listing=listing,
        card=cards.card(Found.of(listing), now, words, own=None if is_mine else own),
        own=own,
        is_mine=is_mine,
        is_stale=listing.is_stale(now),
        facts=[(words.say(k), words.listed(k, listing.facts[k])) for k in naming.EVERY_FACT if listing.facts.get(k)],
    )


@bp.route("/schools/<uuid:school_id>/looking", methods=["GET", "POST"])
@guarded(Action.PARTNER_SAY_LOOKING, of=queries.get_listing)
def say_looking(listing: SchoolListing) -> ResponseReturnValue:
    """The school's contact says whether it is looking, for what, for how many, until when."""
    form = forms.LookingForm(obj=listing, surroundings=listing.facts.get("surroundings", []))
    if form.validate_on_submit():
        looking = Looking(form.looking.data)
        answer = carry_out(
            form,
            services.say_looking,
            listing,
            to=url_for("finding.show", school_id=listing.school_id),
            said=_SAID[looking],
            version=form.read_version,
            looking=looking,
            looking_for=form.looking_for.data or "",
            partners_wanted=form.partners_wanted.data,
            looking_until=form.looking_until.data,
            surroundings=form.surroundings.data or (),
        )
        if answer is not None:
            return answer
    return form_page("finding/say_looking.html", form, listing=listing)


_SAID = {
    Looking.YES: _l("Your school is looking for a partner. This is what others see."),
    Looking.OPEN: _l("Other schools may ask you. This is what others see."),
    Looking.NO: _l("Other schools cannot write to you now. This is what others see."),
}
