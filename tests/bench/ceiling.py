"""The yardstick: a bare Flask page of 50 rows and about 26 kB from a list in memory, on the same server settings. Its rate is 1.00."""

from flask import Flask, render_template_string

app = Flask(__name__)
ROWS = [
    {
        "name": f"School {n}",
        "town": f"Town {n}",
        "words": "A sentence about this school that is about as long as one. " * 7,
    }
    for n in range(50)
]
PAGE = """<!doctype html><html lang="en"><head><title>Schools</title></head><body><h1>Schools</h1><table>
{% for row in rows %}<tr><th>{{ row.name }}</th><td>{{ row.town }}</td><td>{{ row.words }}</td></tr>
{% endfor %}</table></body></html>"""


@app.get("/")
def page() -> str:
    return render_template_string(PAGE, rows=ROWS)
