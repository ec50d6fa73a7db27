"""A broadcast to a real mail server, and the books that are kept of it while things break."""

import json
import random
import time
from collections import Counter
from dataclasses import dataclass
from typing import Any

from tests.delivery.channels.sink import Sink
from tests.faults.conftest import Plant

_PREPARE = """
import json, dataclasses, pathlib
from companies.models import Company
from core.tenancy import company_scope
from core.context import acting
from audiences import groups
from audiences.models import Contact
from campaigns.models import Origin
from delivery import accounts, broadcasts
from delivery.broadcasts import Plan
from delivery.execution import execute
from delivery.freezing import Audience
from delivery.models import ChannelAccount
from templates_app import approval, finding, writing
from templates_app.models import MessageTemplate
from templates_app.rendering.content import VersionContent

asked = json.loads(pathlib.Path({asked!r}).read_text())
company = Company.objects.get(slug="quay")
with company_scope(company.pk), acting(door="command"):
    template = MessageTemplate.objects.filter(name="Fault").first()
    if template is None:
        template = writing.create_template(company_id=company.pk, name="Fault", channel="email")
        blank = VersionContent(channel="email", template="Fault", language="en")
        content = dict(subject="For {{{{name}}}}", source_format="html", source="<p>Hello {{{{name}}}}</p>")
        writing.write_content(template=template, content=dataclasses.replace(blank, **content))
        approval.submit(template=template)
        approval.approve(template=template)
    version = finding.approved(template_id=template.pk)
    account = accounts.create(
        company_id=company.pk, kind="smtp", channel="email", name=asked["name"],
        settings=dict(host="127.0.0.1", port=asked["port"], security="none", timeout=asked["timeout"],
                      from_address="news@quay.example", from_name="Quay", connections=asked["connections"]),
        secrets={{}}, rate_limit=asked["rate"], is_default=False)
    rows = [Contact(company_id=company.pk, email=email, first_name="Person") for email in asked["addresses"]]
    Contact.objects.bulk_create(rows, batch_size=2000)
    group = groups.get_or_create(company_id=company.pk, name=asked["name"])
    groups.add(group=group, contact_ids=[row.pk for row in rows])
    broadcast = broadcasts.create(
        company_id=company.pk, name=asked["name"], origin=Origin.MESSAGING,
        plan=Plan(version=version, account=account, list_ids=[group.pk], frequency_capping=False))
    run = execute(broadcast=broadcast, audience=Audience(list_ids=[group.pk]))
    print(run.pk)
"""

_BOOKS = """
import json
from core.tenancy import across_companies, company_scope
from delivery import ledger
from delivery.models import Run
with across_companies():
    run = Run.objects.get(pk={run})
with company_scope(run.company_id):
    counts = ledger.counts(run)
    names = ("planned", "sent", "failed", "skipped", "uncertain", "pending")
    print(json.dumps(dict(state=run.state, problem=run.problem, **{{name: getattr(counts, name) for name in names}})))
"""
_RECIPIENTS = """
from core.tenancy import across_companies, company_scope
from delivery import outcomes
from delivery.models import Run
with across_companies():
    run = Run.objects.get(pk={run})
with company_scope(run.company_id):
    for batch in outcomes.rows(run):
        for number, address, outcome, reason, _ in batch:
            print(outcome.lower(), address, sep="\\t")
"""


@dataclass
class Broadcasting:
    """One run, to a sink."""

    plant: Plant
    sink: Sink
    run: int

    def books(self) -> dict[str, Any]:
        """Its state and balance; the balance holds whenever it is looked at."""
        found = json.loads(self.plant.script(_BOOKS.format(run=self.run)))
        parts = sum(found[name] for name in ("sent", "failed", "skipped", "uncertain", "pending"))
        assert found["planned"] == parts, found
        return found

    def until_ended(self, seconds: float) -> dict[str, Any]:
        """Wait for its end."""
        end = time.monotonic() + seconds
        while (found := self.books())["state"] == "running":
            assert time.monotonic() < end, found
            time.sleep(1)
        return found

    def recipients(self) -> dict[str, set[str]]:
        """Who was meant, by what the books say became of them, one by one."""
        found: dict[str, set[str]] = {}
        for line in self.plant.script(_RECIPIENTS.format(run=self.run)).splitlines():
            outcome, _, address = line.partition("\t")
            found.setdefault(outcome, set()).add(address)
        return found

    def assert_nobody_got_two(self) -> None:
        """Counted at the mail server."""
        twice = {address: n for address, n in Counter(self.sink.recipients).items() if n > 1}
        assert twice == {}


def begin(
    plant: Plant, sink: Sink, count: int, *, addresses: list[str] | None = None, timeout: float = 10.0,
    connections: int = 4, rate: float | None = None,
) -> Broadcasting:  # fmt: skip
    """Have a run begin to a group of its own."""
    mark = f"run-{random.randrange(10**9)}"
    people = addresses or [f"p{n}+{mark}@people.example" for n in range(count)]
    asked = {
        "name": mark, "port": sink.port, "addresses": people, "timeout": timeout, "connections": connections,
        "rate": rate,
    }  # fmt: skip
    # In a file: a command's argument holds some 3,000 addresses, and no more.
    file = plant.folder / f"{mark}.json"
    file.write_text(json.dumps(asked))
    return Broadcasting(plant, sink, int(plant.script(_PREPARE.format(asked=str(file)))))
