"""The app object for a WSGI server, and ``python wsgi.py`` to serve."""

import os
import warnings

if os.environ.get("ASYNC_MODE", "eventlet").lower() == "eventlet":
    # Before anything else is imported, and nowhere else: what was imported earlier keeps the blocking calls.
    # Known, and ASYNC_MODE=threading is the way out.
    warnings.filterwarnings("ignore", message=r"\s*Eventlet is deprecated")
    import eventlet

    eventlet.monkey_patch()

import sys

from webapp import create_app
from webapp.serving import main

if __name__ == "__main__":
    sys.exit(main())

from webapp.factory import start
from webapp.serving import tell_token

app = create_app()
start(app)
tell_token(app)
