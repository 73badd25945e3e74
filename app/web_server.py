"""gunicorn's settings: `gunicorn --config python:app.web_server wsgi:app`."""

from gunicorn import util

from app.web_worker import Worker, write_error

# gunicorn 26 and later wait two seconds on the accepting thread for each connection that is closed with an unread
# body: forty such clients froze the site for half a minute (docs/decisions/0006).
util.close_graceful = util.close
util.write_error = write_error

workers = 2
worker_class = Worker
threads = 32  # twenty slow phones would starve eight
timeout = 330
keepalive = 5
control_socket_disable = True
