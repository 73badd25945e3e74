"""The translator that docs/translators.md shows works as it stands there."""

import json
import re
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from app.config import ROOT
from app.translator import GuardedTranslator, NotTranslated, factory_named

PAGE = (ROOT / "docs" / "translators.md").read_text("utf-8")


class Libre(BaseHTTPRequestHandler):
    """Answers as LibreTranslate does: the words again, with the language in front."""

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        answer = json.dumps({"translatedText": f"[{asked['target']}] {asked['q']}"}).encode()
        self.send_response(200 if asked["source"] == "en" else 400)
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_arguments: object) -> None:
        """Nothing."""


def test_the_example_translates(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    server = HTTPServer(("127.0.0.1", 0), Libre)
    serving = threading.Thread(target=server.serve_forever)
    serving.start()
    code = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)[0]
    (tmp_path / "city_translator.py").write_text(code.replace(":5000", f":{server.server_port}"), "utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    named = re.findall(r"STOOP_TRANSLATOR=(\S+)", PAGE)[0]
    try:
        translator = GuardedTranslator(factory_named(named))
        assert translator.translate("A hole.", source="en", target="es") == "[es] A hole."
        with pytest.raises(NotTranslated, match="HTTPError"):
            translator.translate("Un hoyo.", source="tlh", target="en")
    finally:
        server.shutdown()
        serving.join()
        server.server_close()
