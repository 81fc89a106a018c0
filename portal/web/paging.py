"""Where the links below a list lead: another page of it, with everything that was chosen for it."""

from urllib.parse import parse_qsl, urlencode, urlsplit

from flask import has_request_context, request

MOST_KEPT = 20
LONGEST = 200


def list_link(base: str, mark: str = "after", value: str = "") -> str:
    """The first page of the list at `base` (`value` empty), or the one from this mark on. What the page was asked for, its filters and where other lists of
    it stand, goes along, whether `base` says it or not; what `base` says counts."""
    there = urlsplit(base)
    asked = dict(parse_qsl(there.query, keep_blank_values=True))
    if has_request_context() and request.method == "GET" and request.path == there.path:
        for name, given in list(request.args.items())[:MOST_KEPT]:
            if len(given) <= LONGEST:
                asked.setdefault(name, given)
    asked.pop(mark, None)
    if value:
        asked[mark] = value
    query = urlencode({name: given for name, given in asked.items() if given})
    return there.path + ("?" + query if query else "")
