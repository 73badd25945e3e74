"""Entry point of web servers (`wsgi:app`), workers (`wsgi.huey`) and commands (`flask --app wsgi …`)."""

from app import create_app
from app.jobs import bell

app = create_app()
huey = bell(app).huey
