"""The door for web servers and the flask command: `flask --app wsgi ...`, `gunicorn wsgi:app`."""

from config import load
from portal import create_app

app = create_app(load())
