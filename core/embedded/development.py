"""Everything together in one terminal: the order of `make run`, from the first check to the last stop."""

from dataclasses import dataclass
from pathlib import Path

from . import demo, external, paths, web
from .banner import banner
from .broker import BrokerServer
from .demo import Demo
from .errors import StopRequestedError
from .interruption import Interruption
from .lock import only_run
from .postgres import PostgresServer
from .product import Product
from .program import RunningProgram
from .record import Record
from .stack import Stack
from .terminal import OURSELVES, Terminal


@dataclass(frozen=True, slots=True)
class Plan:
    """What to run, and against which servers.

    Args:
        base_dir: the checkout.
        host: name or address to listen on.
        port: TCP port to listen on.
        company_table: the database's table of companies.
        database_url: a PostgreSQL to use; None starts the embedded one.
        redis_url: a broker to use; None starts the embedded one.
        outbound_allow: `host:port` that the product may call although they are private.
    """

    base_dir: Path
    host: str
    port: int
    company_table: str
    database_url: str | None = None
    redis_url: str | None = None
    outbound_allow: tuple[str, ...] = ()


def run(plan: Plan) -> None:
    """Run the product until somebody asks for the end, and leave no process, socket or lock behind.

    Args:
        plan: what to run.

    Raises:
        EmbeddedError: when something cannot be started or ends by itself; everything is stopped then.
    """
    interruption = Interruption()
    interruption.install()
    Development(plan, interruption=interruption, terminal=Terminal()).run()


class Development:
    """One run.

    Args:
        plan: what to run.
        interruption: who may ask for the end.
        terminal: where lines go.
        product: whose commands are run.
    """

    def __init__(
        self,
        plan: Plan,
        *,
        interruption: Interruption,
        terminal: Terminal,
        product: type[Product] = Product,
    ) -> None:
        self._plan = plan
        self._address = web.resolve(plan.host)
        self._terminal = terminal
        self._var = paths.var_dir(plan.base_dir)
        self._record = Record(self._var / "processes.json", plan.base_dir)
        self._stack = Stack(interruption=interruption, terminal=terminal)
        marks = tuple(self._record.environment.items())
        self._product = product(plan.base_dir, self._address, plan.port, plan.outbound_allow, marks)

    def run(self) -> None:
        """Start, watch and stop; errors as in `development.run`."""
        home = paths.prepare_home(self._plan.base_dir)
        with only_run(self._var):
            self._clear_orphans()
            web.check_free(self._address, self._plan.port)
            try:
                self._start_servers(home)
                self._start_product()
                self._stack.watch()
            except StopRequestedError:
                self._say("Stopping. Ctrl-C again hurries.")
            finally:
                self._stack.stop()
                self._record.forget()
        self._say("Stopped. All data are kept.")

    def _clear_orphans(self) -> None:
        for name in self._record.clear_orphans():
            self._say(f"{name} of a run that was killed has been ended.")

    def _start_servers(self, home: paths.Home) -> None:
        if self._plan.database_url:
            external.check_database(self._plan.database_url)
        if self._plan.redis_url:
            external.check_broker(self._plan.redis_url)
        if not self._plan.database_url:
            self._start_server(PostgresServer, home.postgres, home)
        if not self._plan.redis_url:
            self._start_server(BrokerServer, home.broker, home)

    def _start_server(self, kind: type[PostgresServer | BrokerServer], data_dir: Path, home: paths.Home) -> None:
        log_path = self._var / "log" / f"{data_dir.name}.log"
        server = kind(data_dir=data_dir, account=home.account, log_path=log_path)
        self._stack.start(server)
        self._terminal.line(server.name, f"{server.title} is ready; its data are in {data_dir}")
        if home.outside:
            self._terminal.line(server.name, f"(its user {server.account_name} cannot enter this checkout)")

    def _start_product(self) -> None:
        self._product.migrate(pause=self._stack.pause)
        company = self._ensure_demo()
        for program in self._product.programs():
            self._stack.start(RunningProgram(program, terminal=self._terminal, record=self._record))
        web.await_answer(self._address, self._plan.port, pause=self._stack.pause)
        host, file = web.reachable_host(self._address), self._var / demo.FILE
        self._terminal.block(banner(demo=company, host=host, port=self._plan.port, credentials=file))

    def _ensure_demo(self) -> Demo:
        file = self._var / demo.FILE
        url = self._plan.database_url or paths.database_url(self._plan.base_dir)
        known = demo.read(file)
        if known and demo.has_company(url, self._plan.company_table):
            return known
        self._say(f"First start: creating the demo company {demo.SLUG}.")
        return demo.create(file, product=self._product, pause=self._stack.pause)

    def _say(self, text: str) -> None:
        self._terminal.line(OURSELVES, text)
