"""Addresses that a provider gives up when a message is handed to it: no later run tries them again."""

import json

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from audiences.addresses import address_hash
from audiences.models import Suppression
from core.channels import Channel
from delivery import accounts, ledger
from delivery.execution import execute
from delivery.freezing import Audience
from tests.delivery.channels.provider import provider
from tests.delivery.conftest import inline, make_broadcast, make_version

pytestmark = pytest.mark.django_db

PUSH = "POST /v1/projects/hotel/messages:send"
GONE = {"error": {"status": "NOT_FOUND", "message": "x", "details": [{"errorCode": "UNREGISTERED"}]}}
AWAY = {"error": {"status": "INVALID_ARGUMENT", "message": "Sorry"}}
PHONE = Audience(contacts=[inline("device-of-kari", name="Kari")])


@pytest.fixture
def api(settings):
    with provider() as found:
        settings.OUTBOUND_ALLOW = found.server.allow
        found.answer("POST /token", {"access_token": "ya29.one", "expires_in": 3600})
        yield found


@pytest.fixture
def broadcast(company, scope, api):
    """A push message by Firebase."""
    key = rsa.generate_private_key(65537, 2048)
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()
    told = {"type": "service_account", "project_id": "hotel", "client_email": "push@hotel.example"}
    told |= {"private_key": pem, "token_uri": f"{api.url}/token"}
    way = accounts.create(
        company_id=company.pk, kind="push", channel=Channel.APN, name="Firebase",
        settings={"base_url": api.url}, secrets={"service_account": json.dumps(told)},
    )  # fmt: skip
    version = make_version(company, channel=Channel.APN, subject="Offer", body="Hi {{name}}: {{offer}}")
    return make_broadcast(company, version, account=way)


def test_a_token_whose_app_is_gone_gets_nothing_any_more(broadcast, api, send):
    api.answer(PUSH, GONE, 404)
    send(execute(broadcast=broadcast, audience=PHONE))
    row = Suppression.objects.get()
    assert (row.channel, row.reason, bytes(row.address_hash)) == ("apn", "unreachable", address_hash("device-of-kari"))
    assert row.source == "Firebase: The app or browser is not there any more."
    again = execute(broadcast=broadcast, audience=PHONE, force=True)
    assert (again.suppressed, again.queued) == (1, 0)
    assert api.paths().count(PUSH) == 1


def test_a_push_that_is_refused_for_another_reason_leaves_its_token(broadcast, api, send):
    api.answer(PUSH, AWAY, 400)
    run = execute(broadcast=broadcast, audience=PHONE)
    send(run)
    assert ledger.counts(run).failed == 1
    assert not Suppression.objects.exists()
