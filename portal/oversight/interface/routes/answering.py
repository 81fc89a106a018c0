"""The way of a program's request to an answer: who asks, how often, and the answer as JSON that can be asked for again without being sent again."""

import hashlib
import json
from collections import OrderedDict, deque
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import wraps
from threading import Lock
from typing import Any

from flask import Response, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import Forbidden

from portal.core import clock
from portal.core.errors import NotFound
from portal.oversight.interface import queries
from portal.oversight.interface.routes import keys
from portal.policy.people import SignedIn
from portal.web import login
from portal.web.access import public
from portal.web.limits import place

VERSION = 1
SPAN = 60.0  # seconds
MOST_OF_ONE, MOST_OF_A_PLACE = 120, 60
MOST_KNOWN = 5_000
View = Callable[..., Any]


class WrongValue(Exception):
    """A parameter that cannot be read; `words` say which, and what it should be."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


class Turns:
    """How often each asked in the last minute, in this process: reading writes nothing, so it is not counted in the database."""

    def __init__(self) -> None:
        self._asked: OrderedDict[str, deque[float]] = OrderedDict()
        self._lock = Lock()

    def take(self, who: str, most: int) -> int | None:
        """Count one more. Answers the seconds to wait when it is one too many, and does not count it."""
        now = clock.now().timestamp()
        with self._lock:
            asked = self._asked.setdefault(who, deque())
            self._asked.move_to_end(who)
            while asked and asked[0] <= now - SPAN:
                asked.popleft()
            if len(asked) >= most:
                return max(1, round(asked[0] + SPAN - now))
            asked.append(now)
            while len(self._asked) > MOST_KNOWN:
                self._asked.popitem(last=False)
        return None

    def clear(self) -> None:
        """Forget everybody."""
        with self._lock:
            self._asked.clear()


turns = Turns()


def open_to_all(*takes: str) -> Callable[[View], Callable[..., ResponseReturnValue]]:
    """A view that any program may read, also in a page of another site; `takes`: the parameters that it knows."""
    return lambda view: _answering(view, takes, is_open=True)


def own(*takes: str) -> Callable[[View], Callable[..., ResponseReturnValue]]:
    """A view of what is one's own: `view(person, ...)`, for the owner of a key or whoever is signed in; `takes`: the parameters that it knows."""
    return lambda view: _answering(view, takes, is_open=False)


def _answering(view: View, takes: Sequence[str], *, is_open: bool) -> Callable[..., ResponseReturnValue]:
    @wraps(view)
    def answered(**arguments: Any) -> ResponseReturnValue:
        person = None if is_open else _reader()
        if not is_open and person is None:
            said = _problem(401, "Send a key that works: Authorization: Bearer <key>. See /for-programs.")
            said.headers["WWW-Authenticate"] = 'Bearer realm="portal"'
            return said
        who, most = (str(person.id), MOST_OF_ONE) if person is not None else (place(), MOST_OF_A_PLACE)
        wait = turns.take(who, most)
        if wait is not None:
            said = _problem(429, f"Too many requests. Ask again in {wait} seconds.")
            said.headers["Retry-After"] = str(wait)
            return said
        try:
            _check_names(takes)
            found = view(**arguments) if person is None else view(person, **arguments)
        except WrongValue as wrong:
            return _problem(400, wrong.words)
        except (NotFound, Forbidden):
            return _problem(404, "There is nothing here that you may read.")
        return _json(found, is_open=is_open)

    return public(answered)


def _check_names(takes: Sequence[str]) -> None:
    """A parameter that is not known is said, not passed over: a program would take what it did not ask for."""
    if request.args.keys() - set(takes):
        raise WrongValue(f"The parameters here are: {', '.join(takes)}." if takes else "There are no parameters here.")


def _reader() -> SignedIn | None:
    """The owner of the key that was sent, as a teacher: without roles of the programme. Without a key whoever is signed in; a wrong key is never that."""
    sent = request.headers.get("Authorization")
    if sent is None:
        return login.signed_in()
    scheme, _space, text = sent.partition(" ")
    named = keys.read(text.strip()) if scheme.lower() == "bearer" else None
    person_id = queries.owner_of(*named) if named is not None else None
    person = login.people.by_id(person_id) if person_id is not None else None
    return replace(person, roles=frozenset(), authority_codes=frozenset()) if person is not None else None


def _json(found: Any, *, is_open: bool) -> Response:
    body = json.dumps({"version": VERSION, **found}, ensure_ascii=False, separators=(",", ":")).encode()
    answer = Response(body, mimetype="application/json")
    answer.set_etag(hashlib.sha256(body).hexdigest()[:40])
    answer.headers["Cache-Control"] = "public, max-age=300" if is_open else "private, no-cache"
    answer.headers["Vary"] = "Authorization, Cookie"
    if is_open:
        answer.headers["Access-Control-Allow-Origin"] = "*"
        answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    answer.make_conditional(request)
    return answer


def _problem(status: int, words: str) -> Response:
    body = json.dumps({"version": VERSION, "error": {"status": status, "words": words}}).encode()
    answer = Response(body, status, mimetype="application/json")
    answer.headers["Cache-Control"] = "no-store"
    return answer
