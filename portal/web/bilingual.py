"""In which language a reader has the words of programmes: as they chose with the button, else as they read the portal. Marked for screen readers where it
differs from the page."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask import Response, current_app, g, has_request_context, request
from markupsafe import Markup, escape

from portal.core.bilingual import ENGLISH, FORM_LANGUAGES, WELSH, InTwoTongues, Said
from portal.core.i18n import note_english, spoken
from portal.core.readers import is_spoken_to
from portal.web import login

SWITCH = "read_in"  # the name of the button
LASTS = 400 * 24 * 3600  # seconds


def cookie_name() -> str:
    return "__Host-portal_form_language" if current_app.config["SESSION_COOKIE_SECURE"] else "portal_form_language"


def form_language() -> str:
    """ "en" or "cy". What is written to somebody else is in their language, whatever the reader of this page chose for themselves."""
    if has_request_context() and not is_spoken_to():
        if (pressed := switched()) is not None:
            return pressed
        chosen = request.cookies.get(cookie_name(), "")
        if chosen in FORM_LANGUAGES:
            return chosen
    return WELSH if spoken() == WELSH else ENGLISH


def switched() -> str | None:
    """The language that was asked for with a button inside a form: what was typed there is shown again in that language, and neither checked nor saved."""
    pressed = request.form.get(SWITCH, "") if request.method == "POST" else ""
    return pressed if pressed in FORM_LANGUAGES else None


def remember(response: Response) -> Response:
    """Keep the language that was asked for inside a form."""
    pressed = g.get("portal_read_in")
    if pressed is not None:
        login.set_cookie(response, cookie_name(), pressed, lasts=LASTS)
    return response


def other_language() -> str:
    """The one of the two that is not shown."""
    return ENGLISH if form_language() == WELSH else WELSH


def marked(words: Any, language: str) -> Any:
    """The words, marked with their language where the page is in another."""
    if not words or language == spoken().replace("_", "-"):
        return words
    return Markup('<span lang="{}">{}</span>').format(language, escape(words))


def in_its_language(words: Any, language: str) -> Any:
    """What people typed in English or Welsh, where the page is in the other of the two. Nobody is asked for other languages, so other pages mark nothing."""
    return marked(words, language) if spoken() in FORM_LANGUAGES else words


def said(thing: InTwoTongues, field: str) -> Any:
    """A text of a programme, as this reader has it."""
    found = thing.said(field, form_language())
    return marked(found.words, found.language)


def said_plain(thing: InTwoTongues, field: str) -> str:
    """The same where no markup can stand: titles of pages, files."""
    found = thing.said(field, form_language())
    if found.language == ENGLISH:
        note_english(found.words)
    return found.words


def sealed_plain(part: Mapping[str, Any], name: str) -> str:
    """The same as `sealed_words` where no markup can stand: on paper, in a file."""
    welsh = part.get("in_welsh", {}).get(name, "") if form_language() == WELSH else ""
    return str(welsh or part.get(name, ""))


def _options(fact: Mapping[str, Any]) -> tuple[list[str], str]:
    """The choices (or columns) of a question as the reader has them, and their language."""
    english = [str(one) for one in fact.get("options") or ()]
    welsh = [line for line in fact.get("in_welsh", {}).get("options", "").split("\n") if line]
    return (welsh, WELSH) if form_language() == WELSH and welsh and len(welsh) == len(english) else (english, ENGLISH)


def option_words(fact: Mapping[str, Any]) -> list[Any]:
    """The choices (or columns) of a question, marked with their language."""
    words, language = _options(fact)
    return [marked(one, language) for one in words]


def chosen_plain(fact: Mapping[str, Any]) -> str:
    """An answer; what was chosen from a list (it is kept in English) in the reader's language."""
    answer = str(fact.get("answer") or "")
    if fact.get("kind") not in ("choice", "several"):
        return answer
    said = dict(zip(fact.get("options") or (), _options(fact)[0], strict=True))
    return "\n".join(said.get(line, line) for line in answer.split("\n"))


def chosen_words(fact: Mapping[str, Any]) -> list[Any]:
    """What was chosen from a list, marked with its language."""
    language = _options(fact)[1]
    return [marked(line, language) for line in chosen_plain(fact).split("\n")]


def with_welsh(fact: Mapping[str, Any], question: InTwoTongues) -> dict[str, Any]:
    """The facts of a question that is not sealed yet, with the Welsh of its words."""
    found = {name: question.said(name, WELSH) for name in ("text", "options")}
    welsh = {name: said.words for name, said in found.items() if said.words and said.language == WELSH}
    return {**fact, **({"in_welsh": welsh} if welsh else {})}


def sealed_words(part: Mapping[str, Any], name: str) -> Any:
    """A text as it was sealed: in the reader's language where its Welsh was there then."""
    welsh = part.get("in_welsh", {}).get(name, "") if form_language() == WELSH else ""
    return marked(welsh or part.get(name, ""), WELSH if welsh else ENGLISH)


def said_lines(thing: InTwoTongues, field: str) -> list[Any]:
    """The lines of a list, like the choices of a question."""
    return [marked(line.words, line.language) for line in thing.said_lines(field, form_language())]


def _condition(question: Any, questions: Iterable[Any]) -> Said:
    """The choice after which a question is asked. `questions`: those of its section. A choice is kept in English."""
    asked = next((one for one in questions if one.id == question.shown_if_id), None)
    if asked is not None and question.shown_if_value in asked.options:
        found: Said = asked.said_lines("options", form_language())[asked.options.index(question.shown_if_value)]
        return found
    return Said(question.shown_if_value, ENGLISH)


def said_condition(question: Any, questions: Iterable[Any]) -> Any:
    """The choice after which a question is asked, as its reader has the form."""
    return marked(*_condition(question, questions))


def said_condition_plain(question: Any, questions: Iterable[Any]) -> str:
    """The same where no markup can stand: in a document."""
    return _condition(question, questions).words
