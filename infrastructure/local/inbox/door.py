"""The inbox's door: a list of mails, and each of them as HTML, as text and with its headers."""

import threading
from collections.abc import Callable, Sequence
from typing import Self

from flask import Flask, Response, abort, render_template
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from infrastructure.local.inbox.letter import Letter, read_letter
from infrastructure.local.mail import Mail
from infrastructure.local.place import LOOPBACK

_PAGE = "default-src 'none'; style-src 'self'; frame-src 'self'; form-action http: https:; base-uri 'none'"
_MAIL = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox allow-popups"
_MAIL += " allow-popups-to-escape-sandbox"


class Inbox:
    """Serves the inbox on a free loopback port until it is closed."""

    def __init__(self, mails: Callable[[], Sequence[Mail]]) -> None:
        """Show what `mails` gives, oldest first, each time a page is asked for."""
        self._server: BaseWSGIServer = make_server(
            LOOPBACK, 0, inbox_app(mails), threaded=True, request_handler=_Silent
        )
        self._serving = threading.Thread(target=self._server.serve_forever, name="inbox")

    @property
    def url(self) -> str:
        """The inbox's address."""
        return f"http://{LOOPBACK}:{self._server.server_port}"

    def __enter__(self) -> Self:
        """Serve in a thread."""
        self._serving.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Free the port."""
        self._server.shutdown()
        self._serving.join()
        self._server.server_close()


def inbox_app(mails: Callable[[], Sequence[Mail]]) -> Flask:
    """Make the pages over whatever gives the mails."""
    app = Flask(__name__, template_folder="pages", static_folder="pages", static_url_path="/static")

    def letters() -> list[Letter]:
        return [read_letter(number, mail) for number, mail in enumerate(mails(), 1)]

    def letter(number: int) -> Letter:
        found = mails()
        return read_letter(number, found[number - 1]) if 0 < number <= len(found) else abort(404)

    @app.get("/")
    def show_list() -> str:
        return render_template("list.html", letters=letters()[::-1])

    @app.get("/mails/<int:number>")
    def show_mail(number: int) -> str:
        return render_template("mail.html", letter=letter(number))

    @app.get("/mails/<int:number>/html")
    def show_html(number: int) -> Response:
        return Response(letter(number).html, headers={"Content-Security-Policy": _MAIL})

    @app.get("/mails/<int:number>/raw")
    def give_file(number: int) -> Response:
        letter(number)
        headers = {"Content-Disposition": f"attachment; filename=mail-{number}.eml"}
        return Response(mails()[number - 1].raw, mimetype="message/rfc822", headers=headers)

    @app.errorhandler(404)
    def say_nothing_there(_error: Exception) -> tuple[str, int]:
        return render_template("none.html"), 404

    @app.after_request
    def keep_to_itself(response: Response) -> Response:
        response.headers.setdefault("Content-Security-Policy", _PAGE)
        response.headers["Cache-Control"] = "no-store"
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response

    return app


class _Silent(WSGIRequestHandler):
    """A connection that writes no access log."""

    def log_request(self, *_: object) -> None:
        """Keep the access log off the terminal."""
