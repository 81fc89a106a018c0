"""What every template can say. Kept short: a template asks, it does not reckon."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from flask import Flask, current_app, has_request_context, request
from flask_babel import get_locale
from jinja2 import (
    ChainableUndefined,
    ChoiceLoader,
    PackageLoader,
    PrefixLoader,
    StrictUndefined,
)
from jinja2.utils import urlize
from markupsafe import Markup

from portal.core import clock, text
from portal.core.i18n import LANGUAGES, plain_words, spoken
from portal.web import access, bilingual, login, moments, panels
from portal.web.assets import asset_url
from portal.web.environment import counted_words, template_cache, words
from portal.web.fields import held_words
from portal.web.navigation import navigation
from portal.web.paging import list_link
from portal.web.security import csp_nonce

RIGHT_TO_LEFT = ("ar", "fa", "he", "ur")


def _iso_day(value: str) -> str:
    """A stored date in words; what is no date stays as it is."""
    try:
        return str(moments.day(date.fromisoformat(value)))
    except ValueError:
        return value


class Missing(StrictUndefined):
    """A name nobody gave is an error; an entry that a dictionary lacks, and a macro's missing caller, are empty, as the kit's own templates expect."""

    def __new__(cls, hint: str | None = None, obj: Any = None, *rest: Any, **more: Any) -> Any:
        if more.get("name") == "caller":
            return ChainableUndefined(hint, name="caller")
        if isinstance(obj, dict):
            return ChainableUndefined(hint, obj, *rest, **more)
        return super().__new__(cls)


def init_app(app: Flask) -> None:
    """Bind loaders, filters and globals."""
    app.after_request(bilingual.remember)
    kits = {name: PackageLoader(name) for name in ("govuk_frontend_jinja", "govuk_frontend_wtf")}
    app.jinja_loader = ChoiceLoader([PackageLoader("portal"), PrefixLoader(kits)])
    env = app.jinja_env
    env.undefined = Missing
    env.bytecode_cache = template_cache(app)
    env.filters.update(
        day=moments.day,
        short_day=moments.short_day,
        month_name=moments.month_name,
        weekday_name=moments.weekday_name,
        local_time=_local_time,
        short_time=_short_time,
        clock_time=moments.clock_time,
        zone_name=moments.zone_name,
        ago=_ago,
        country=country,
        language_name=language_name,
        linked=linked,
        held_words=held_words,
        apart=text.apart,
        listed=listed,
        iso_day=_iso_day,
        said=bilingual.said,
        said_plain=bilingual.said_plain,
        said_lines=bilingual.said_lines,
        said_condition=bilingual.said_condition,
        in_its_language=bilingual.in_its_language,
        sealed_words=bilingual.sealed_words,
        option_words=bilingual.option_words,
        chosen_words=bilingual.chosen_words,
        with_welsh=bilingual.with_welsh,
    )
    env.globals.update(
        undefined=ChainableUndefined(name="undefined"),  # the kit's templates name these two
        null=None,
        asset_url=asset_url,
        can=access.can,
        reads_only=access.reads_only,
        list_link=list_link,
        signed_in=login.signed_in,
        navigation=navigation,
        csp_nonce=csp_nonce,
        span=moments.span,
        panels=panels.shown,
        now=clock.now,
        _=words,
        gettext=words,
        ngettext=counted_words,
        page_language=language_of_the_page,
        text_direction=direction,
        brand=lambda: current_app.config["BRAND_NAME"],
        contact_email=lambda: current_app.config["CONTACT_EMAIL"],
        is_demonstration=lambda: bool(current_app.config["DEMONSTRATION"]),
        my_zone=my_zone,
        plain_words=plain_words,
        other_language=bilingual.other_language,
    )


def listed(names: Iterable[str]) -> str:
    """Names one after the other; one that is written from right to left keeps its place in the row."""
    return ", ".join(text.apart(name) for name in names)


def language() -> str:
    """The person's language; a visitor's by what the browser asks for, among those we have."""
    person = login.signed_in() if has_request_context() else None
    if person is not None and person.language in LANGUAGES:
        return person.language
    return (request.accept_languages.best_match(LANGUAGES) if has_request_context() else None) or "en"


def language_of_the_page() -> str:
    return spoken().replace("_", "-")


def direction() -> str:
    return "rtl" if language_of_the_page().split("-")[0] in RIGHT_TO_LEFT else "ltr"


def country(code: str) -> str:
    """A country's name in the language of the page, by its ISO 3166-1 code."""
    locale = get_locale()
    return str(locale.territories.get(code, code)) if locale is not None else code


def language_name(code: str) -> str:
    """A language's name in the language of the page, by its ISO 639 code."""
    locale = get_locale()
    return str(locale.languages.get(code, code)) if locale is not None else code


def linked(text: str) -> Markup:
    """Plain words, with what looks like an address turned into a link. What people typed is escaped first."""
    return Markup(urlize(text, rel="noopener nofollow ugc").replace("<a ", '<a class="govuk-link" '))  # noqa: S704


def my_zone() -> str:
    """The zone in which this person reads times."""
    person = login.signed_in()
    return person.zone if person is not None else "Europe/London"


def _local_time(instant: datetime, zone: str | None = None, other: str | None = None) -> str:
    return moments.local_time(instant, zone or my_zone(), other)


def _short_time(instant: datetime, zone: str | None = None) -> str:
    return moments.short_time(instant, zone or my_zone())


def _ago(instant: datetime | date, zone: str | None = None) -> Any:
    if not isinstance(instant, datetime):
        return moments.short_day(instant)
    return moments.ago(instant, clock.now(), zone or my_zone())
