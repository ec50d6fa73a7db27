"""A run whose product is a few lines of Python: what is tested is the order around it."""

import json
import sys
from pathlib import Path
from typing import Any

import psycopg

from core.embedded import database_url
from core.embedded.development import Development, Plan
from core.embedded.errors import EmbeddedError
from core.embedded.interruption import Interruption
from core.embedded.product import Product
from core.embedded.program import Program
from core.embedded.terminal import Terminal

WEB = """
import http.server, sys, os
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200); self.end_headers()
    def log_message(self, *_): pass
print("may call", os.environ["OUTBOUND_ALLOW"])
http.server.HTTPServer((sys.argv[1], int(sys.argv[2])), Handler).serve_forever()
"""
IDLE = """
import signal, sys, time
def end(*_):
    print("ends", flush=True)
    sys.exit(0)
signal.signal(signal.SIGTERM, end)
print("is there")
time.sleep(300)
"""
STUBBORN = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('is there'); time.sleep(300)"
DYING = "import time; time.sleep(1); raise SystemExit(3)"
SCRIPTS = {"idle": IDLE, "stubborn": STUBBORN, "dying": DYING}
CREDENTIALS = {
    "company": {"slug": "storhaug"},
    "marketer": {"email": "kari@storhaug.test", "password": "it's 1 secret"},
    "partner": {"api_key": "pk_1", "api_secret": "ps_1"},
}


class DummyProduct(Product):
    """Three scripts and a table."""

    options: dict[str, str] = {}

    def programs(self) -> list[Program]:
        worker = SCRIPTS[self.options.get("worker", "idle")]
        return [
            self._program("web", sys.executable, "-c", WEB, self.address, str(self.port)),
            self._program("worker", sys.executable, "-c", worker),
            self._program("beat", sys.executable, "-c", IDLE),
        ]

    def manage(self, name: str, *arguments: str, **_: Any) -> str:
        with psycopg.connect(database_url(self.base_dir)) as connection:
            connection.execute("CREATE TABLE IF NOT EXISTS company (slug text)")
            if name == "create_company":
                connection.execute("INSERT INTO company VALUES (%s)", [arguments[0]])
        return json.dumps(CREDENTIALS)


def main() -> None:
    checkout, port, options = Path(sys.argv[1]), int(sys.argv[2]), json.loads(sys.argv[3])
    DummyProduct.options = options
    interruption = Interruption()
    interruption.install()
    plan = Plan(checkout, "127.0.0.1", port, company_table="company", outbound_allow=("cdn.test:443",))
    try:
        Development(plan, interruption=interruption, terminal=Terminal(), product=DummyProduct).run()
    except EmbeddedError as error:
        sys.exit(str(error))
