"""The rules of the addresses: each is turned into the program that writes its address when a page first links to it.

Werkzeug writes and compiles two small programs for each rule when the portal starts. There are over 900 rules, and a process links to few of them: it took a
tenth of the start.
"""

from collections.abc import Callable
from typing import Any

from werkzeug.routing import Rule


class LateRule(Rule):
    """A rule like any other, whose two builders are compiled when they are first called."""

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        make = super()._compile_builder
        name = "_build_unknown" if append_unknown else "_build"

        def build(rule: Rule, /, **values: Any) -> tuple[str, str]:
            made = make(append_unknown).__get__(rule, None)
            setattr(rule, name, made)
            return made(**values)  # type: ignore[no-any-return]

        return build
