"""The door for web servers and the flask command: `flask --app wsgi ...`, `gunicorn wsgi:app`."""

import gc

gc.disable()  # What is imported stays; looking through it for rubbish again and again took a third of the start.

from config import load  # noqa: E402
from portal import create_app  # noqa: E402

app = create_app(load())
gc.freeze()
gc.enable()
