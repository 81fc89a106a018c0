"""The template engine, made quick: what Jinja does anew for every template, every word and every value is done once, or not at all.

A page of this portal renders a dozen templates, says a hundred words through gettext and shows hundreds of values; measured, that cost more than its
statements. What is shown stays the same: every value is escaped, unless it is markup already.
"""

import contextlib
import hashlib
from collections.abc import MutableMapping
from importlib.metadata import version
from pathlib import Path
from types import FunctionType
from typing import Any

from flask import Flask
from flask.templating import Environment as FlaskEnvironment
from jinja2 import FileSystemBytecodeCache, pass_eval_context
from jinja2.bccache import Bucket
from jinja2.compiler import CodeGenerator
from jinja2.nodes import EvalContext
from jinja2.runtime import Context, Macro
from markupsafe import Markup, _escape_inner, escape  # type: ignore[attr-defined]

from portal.core.i18n import catalogue, kept_words, note
from portal.core.text import apart


class _Context(Context):
    """Calls plain functions and macros, which is nearly everything a template calls, without asking first what they are."""

    def call(self, thing: Any, /, *args: Any, **named: Any) -> Any:
        kind = type(thing)
        if kind is Macro or thing is words or thing is counted_words:
            named.pop("_block_vars", None)
            named.pop("_loop_vars", None)
            return thing(self.eval_ctx, *args, **named)
        if kind is FunctionType and not thing.__dict__:  # Jinja marks in it what wants the context
            named.pop("_block_vars", None)
            named.pop("_loop_vars", None)
            return thing(*args, **named)
        return super().call(thing, *args, **named)


class _Compiler(CodeGenerator):
    """Has a value that is shown escaped by `Environment.shown`: it becomes a part of the page at once, so it need not be wrapped as markup first."""

    def _output_child_pre(self, node: Any, frame: Any, finalize: Any) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape or finalize.src is not None:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write("environment.shown(")


class Environment(FlaskEnvironment):
    """Flask's environment; the globals are one plain dictionary, because Jinja copies and compares them for every template."""

    code_generator_class = _Compiler
    context_class = _Context

    def __init__(self, app: Any, **options: Any) -> None:
        super().__init__(app, trim_blocks=True, lstrip_blocks=True, **options)

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """The globals of a template: everybody's, unless it brings its own."""
        return {**self.globals, **d} if d else self.globals

    @staticmethod
    def shown(value: Any) -> str:
        """A value as it stands in the page: markup as it is, everything else escaped."""
        kind = type(value)
        if kind is Markup:
            return value  # type: ignore[no-any-return]
        return _escape_inner(value) if kind is str else escape(value)


class TemplateCache(FileSystemBytecodeCache):
    """Templates as they were translated. It only saves time: where it cannot be written, pages are shown all the same."""

    def dump_bytecode(self, bucket: Bucket) -> None:
        with contextlib.suppress(OSError):
            super().dump_bytecode(bucket)


def template_cache(app: Flask) -> TemplateCache | None:
    """In the instance folder, which is ours alone: what lies here is run as code. What would compile them otherwise has another folder."""
    compiler = hashlib.sha256(Path(__file__).read_bytes() + version("jinja2").encode()).hexdigest()[:12]
    folder = app.config["SETTINGS"].instance_folder / "templates" / compiler
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError:
        return None
    return TemplateCache(str(folder))


@pass_eval_context
def words(context: EvalContext, string: str, /, **variables: Any) -> str:
    """For templates: a text in the reader's language. It is ours and may hold markup; what fills its gaps is escaped (but not in plain text)."""
    if variables or not context.autoescape:
        said = _filled(context, catalogue().ugettext(string), variables)
    else:
        kept = kept_words()
        said = kept.get(string) or ""
        if not said:
            said = kept[string] = _filled(context, catalogue().ugettext(string), {})
    note(string, said)
    return said


@pass_eval_context
def counted_words(context: EvalContext, singular: str, plural: str, num: int, /, **variables: Any) -> str:
    """For templates: the text for this number."""
    said = _filled(context, catalogue().ungettext(singular, plural, num), {"num": num, **variables})
    note(singular, said)
    return said


def _filled(context: EvalContext, said: str, variables: dict[str, Any]) -> str:
    if not context.autoescape:
        return said % {name: value if type(value) is int else apart(str(value)) for name, value in variables.items()}
    safe = {name: value if type(value) is int else _escaped(value) for name, value in variables.items()}
    return Markup(said % safe)  # noqa: S704 - the text is ours, and every gap was escaped


def _escaped(value: Any) -> Markup:
    said = escape(value)
    kept = apart(said)
    return said if kept is said else Markup(kept)  # noqa: S704 - it was escaped
