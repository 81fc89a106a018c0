"""The yardstick: a bare Flask page of 50 rows and 26 kB from a list in memory, on the same server settings. Its rate is 1.00.

Each row is what a row of a list usually is: a link, a title, two names, a moment, a count, some words. A constant page of the same size stands beside
it, because the yardstick itself must be checked: where the goals were set, the constant page was 3.2 times as fast.
"""

from datetime import UTC, datetime, timedelta

from flask import Flask, render_template
from jinja2 import DictLoader

STARTS = datetime(2026, 11, 21, 10, tzinfo=UTC)
ROWS = [
    {
        "id": n,
        "title": f"About the river and the bridge, part {n}",
        "person": f"Teacher {n}",
        "school": f"River bridge school {n}",
        "at": STARTS - timedelta(minutes=n),
        "count": n,
        "words": "A sentence about this conversation that is as long as one. " * 4,
    }
    for n in range(50)
]
PAGE = """<!doctype html><html lang="en"><head><title>Conversations</title></head><body><h1>Conversations</h1><ul class="app-list">
{% for row in rows %}<li class="app-list__item">
<h2 class="app-list__title"><a class="govuk-link" href="{{ url_for('thread', number=row.id) }}">{{ row.title }}</a></h2>
<p class="app-list__meta">{{ row.person }}, {{ row.school }}, {{ row.at.strftime('%d %B %Y, %H:%M') }}, {{ row.count }} messages</p>
<p class="govuk-body">{{ row.words }}</p></li>
{% endfor %}</ul></body></html>"""
CONSTANT = "<!doctype html><title>Constant</title>" + "x" * 26_000

app = Flask(__name__)
app.jinja_loader = DictLoader({"page.html": PAGE})  # compiled once, as any page is


@app.get("/")
def page() -> str:
    return render_template("page.html", rows=ROWS)


@app.get("/constant")
def constant() -> str:
    return CONSTANT


@app.get("/threads/<int:number>")
def thread(number: int) -> str:
    return str(number)
