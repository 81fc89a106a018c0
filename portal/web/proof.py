"""Before something dangerous: show once more that it is you. `@recently_proved` goes below `@guarded`, above the view.

    @bp.route("/profile/address", methods=["GET", "POST"])
    @guarded(Action.PROFILE_EDIT)
    @recently_proved
    def change_address() -> ResponseReturnValue: ...

Who has given their password or a code within a quarter of an hour goes straight on. Anyone else is asked, and comes back to the same page; a form that
was sent is kept meanwhile, and offered to be sent.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask.typing import ResponseReturnValue

from portal.web import login


def recently_proved(view: Callable[..., ResponseReturnValue]) -> Callable[..., ResponseReturnValue]:
    """Mark a guarded view that asks for the password or a code again after a quarter of an hour."""

    @wraps(view)
    def proved_view(*subjects: Any, **arguments: Any) -> ResponseReturnValue:
        if not login.is_proved(login.me()):
            return login.ask_to_prove()
        return view(*subjects, **arguments)

    proved_view.asks_for_proof = True  # type: ignore[attr-defined]
    return proved_view
