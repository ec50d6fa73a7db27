"""Sixty-four partners' calls with one new reference at the same instant, over real sockets."""

import http.client
import json
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.servers.basehttp import ThreadedWSGIServer
from django.test.testcases import QuietWSGIRequestHandler

from campaigns.models import Campaign
from config.wsgi import application
from core.models import AuditEntry, Job
from core.tenancy import company_scope
from partners.models import PartnerSource, SourceRevision
from tests.conftest import make_company, make_partner

CALLERS = 64
BODY = json.dumps(
    {
        "source": {
            "material": ["https://images.example/7.jpg"],
            "name": "Fjordveien 7",
            "reference_id": "LISTING-7",
            "target_url": "https://homes.example/7",
        }
    }
)


class Server(ThreadedWSGIServer):
    """Takes as many connections at the same instant as there are callers."""

    request_queue_size = 2 * CALLERS


@pytest.fixture
def port(transactional_db: None) -> Iterator[int]:
    """Of a real server with a thread for each connection."""
    server = Server(("127.0.0.1", 0), QuietWSGIRequestHandler)
    server.set_app(application)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server.server_port
    server.shutdown()
    thread.join()
    server.server_close()


def test_64_firsts_make_one_campaign(port: int):
    company = make_company("storhaug")
    headers = {**make_partner(company).headers, "Content-Type": "application/json"}
    gate = threading.Barrier(CALLERS)

    def call(_: int) -> tuple[int, dict[str, str]]:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        gate.wait(timeout=30)
        connection.request("POST", "/api/campaign", BODY, headers)
        answer = connection.getresponse()
        found = answer.status, json.loads(answer.read())
        connection.close()
        return found

    with ThreadPoolExecutor(CALLERS) as pool:
        answers = list(pool.map(call, range(CALLERS)))
    assert Counter(status for status, _ in answers) == {201: 1, 200: CALLERS - 1}
    (made,) = [body["ad_creation_link"].removesuffix("/ads") for status, body in answers if status == 201]
    assert {body["campaign_link"] for status, body in answers if status == 200} == {made}
    with company_scope(company.pk):
        rows = (PartnerSource, SourceRevision, Campaign, Job)
        assert [model.objects.count() for model in rows] == [1, 1, 1, 1]
        assert AuditEntry.objects.filter(action="created").count() == 1
