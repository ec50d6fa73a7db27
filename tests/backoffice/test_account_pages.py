"""Channel accounts and the outbox in the back office."""

import html
import json

import pytest
from django.urls import reverse

from core.models import AuditEntry
from delivery import accounts
from delivery.channels import pool
from delivery.models import ChannelAccount, OutboxMessage
from tests.backoffice.conftest import browser
from tests.backoffice.test_campaigns import messages
from tests.backoffice.test_settings import do
from tests.delivery.channels.conftest import post
from tests.delivery.channels.provider import provider

pytestmark = pytest.mark.django_db

ADD = "/admin/delivery/channelaccount/add/"
LIST = "/admin/delivery/channelaccount/"
TOKEN = "token-that-nobody-may-see"


def page(row):
    return reverse(f"admin:{row._meta.label_lower.replace('.', '_')}_change", args=[row.pk])


def sms(**changed):
    """What a browser sends for a new gateway."""
    return {
        "name": "Gateway", "channel": "sms", "x_account_sid": "AC1", "x_api_key": "", "x_sender": "Hotel",
        "x_base_url": "https://api.twilio.com", "x_auth_token": TOKEN, "rate_limit": "", **changed,
    }  # fmt: skip


def text(answer):
    return html.unescape(answer.content.decode())


@pytest.fixture
def api(settings):
    with provider() as found:
        settings.OUTBOUND_ALLOW = found.server.allow
        yield found


@pytest.fixture
def gateway(company, scope, api):
    return accounts.create(
        company_id=company.pk, kind="sms", channel="sms", name="Gateway",
        settings={"account_sid": "AC1", "sender": "Hotel", "base_url": api.url}, secrets={"auth_token": TOKEN},
    )  # fmt: skip


def test_first_a_kind_is_chosen(owner_browser):
    said = text(owner_browser.get(ADD))
    for label in (
        "E-mail (SMTP)",
        "E-mail (provider)",
        "SMS (Twilio)",
        "WhatsApp (Cloud API)",
        "Webhook (signed JSON)",
    ):
        assert label in said
    assert 'href="?kind=smtp"' in said
    assert "By which way" in text(owner_browser.get(ADD + "?kind=nothing"))


@pytest.mark.parametrize(
    "kind", ["smtp", "anymail", "sms", "whatsapp", "push", "linkedin", "facebook", "bluesky", "mastodon", "telegram",
             "webhook", "outbox"]
)  # fmt: skip
def test_each_kind_has_its_form(owner_browser, kind):
    answer = owner_browser.get(f"{ADD}?kind={kind}")
    assert answer.status_code == 200
    assert 'name="name"' in answer.content.decode()


def test_a_new_account(owner_browser, scope):
    answer = owner_browser.post(ADD + "?kind=sms", sms(rate_limit="12.5"))
    account = ChannelAccount.objects.get()
    assert (answer.status_code, account.kind, account.channel, account.name) == (302, "sms", "sms", "Gateway")
    assert account.settings == {
        "account_sid": "AC1", "api_key": "", "sender": "Hotel", "base_url": "https://api.twilio.com",
        "status_url": "",
    }  # fmt: skip
    assert (account.keys, account.rate_limit, account.is_default) == ({"auth_token": TOKEN}, 12.5, True)


def test_a_key_is_never_shown_again(owner_browser, gateway):
    for address in (page(gateway), LIST, page(gateway).replace("change", "history")):
        assert TOKEN not in text(owner_browser.get(address))
    assert "Stored. Leave it empty to keep it." in text(owner_browser.get(page(gateway)))
    assert TOKEN not in json.dumps(list(AuditEntry.objects.values_list("changes", flat=True)))


def test_what_is_wrong_stands_beside_its_field_and_nothing_is_made(owner_browser, scope):
    wrong = sms(x_base_url="http://api.example.com", x_sender="x" * 40, rate_limit="0")
    answer = owner_browser.post(ADD + "?kind=sms", wrong)
    errors = answer.context["adminform"].form.errors
    assert errors["x_base_url"] == ["The address must begin with https://, since the key is sent there."]
    assert errors["x_sender"] == ["A number, a name of at most 11 letters, or the SID of a messaging service."]
    assert TOKEN not in text(answer)
    assert not ChannelAccount.objects.exists()


def test_a_key_that_is_left_empty_stays(owner_browser, gateway):
    changed = sms(name="New name", x_auth_token="", x_base_url=gateway.settings["base_url"], is_default="on")
    assert owner_browser.post(page(gateway), changed).status_code == 302
    gateway.refresh_from_db()
    assert (gateway.name, gateway.keys) == ("New name", {"auth_token": TOKEN})
    assert AuditEntry.objects.latest("pk").changes == {"name": ["Gateway", "New name"]}


def test_a_new_key_replaces_the_old_one(owner_browser, gateway):
    changed = sms(x_auth_token="another", x_base_url=gateway.settings["base_url"], is_default="on")
    owner_browser.post(page(gateway), changed)
    gateway.refresh_from_db()
    assert gateway.keys == {"auth_token": "another"}
    assert AuditEntry.objects.latest("pk").changes == {
        "keys replaced": [None, ["Auth token, or the API key's secret"]]
    }  # fmt: skip


def test_a_check_says_what_it_found(owner_browser, gateway, api):
    api.answer("GET /2010-04-01/Accounts/AC1.json", {"friendly_name": "Hotel", "status": "active"})
    answer = owner_browser.post(reverse("admin:delivery_channelaccount_do", args=[gateway.pk, "check"]), follow=True)
    assert messages(answer) == ["Signed in to the account Hotel (active)."]
    gateway.refresh_from_db()
    assert (gateway.found, gateway.problem) == ("Signed in to the account Hotel (active).", "")
    assert "Works" in text(answer)


def test_a_check_that_fails_says_why(owner_browser, gateway, api):
    api.answer("GET /2010-04-01/Accounts/AC1.json", {"code": 20003, "message": f"No {TOKEN}"}, 401)
    answer = owner_browser.post(reverse("admin:delivery_channelaccount_do", args=[gateway.pk, "check"]), follow=True)
    assert messages(answer) == ["No ••• (code 20003)"]
    assert "Does not work" in text(owner_browser.get(LIST))
    assert TOKEN not in text(answer)


def test_a_test_message_really_goes(owner_browser, gateway, api):
    api.answer("POST /2010-04-01/Accounts/AC1/Messages.json", {"sid": "SM1"}, 201)
    address = reverse("admin:delivery_channelaccount_do", args=[gateway.pk, "test"])
    answer = owner_browser.post(address, {"address": " +4791234567 "}, follow=True)
    assert messages(answer) == ["The test message was taken. The provider calls it SM1."]
    assert api.calls[0].form["To"] == "+4791234567"


def test_a_test_message_needs_an_address(owner_browser, gateway, api):
    address = reverse("admin:delivery_channelaccount_do", args=[gateway.pk, "test"])
    assert messages(owner_browser.post(address, {"address": ""}, follow=True)) == [
        "This is not an address for SMS."
    ]  # fmt: skip
    assert api.calls == []


def test_switching_off_and_on(owner_browser, gateway):
    do(owner_browser, gateway, "switch-off")
    gateway.refresh_from_db()
    assert (gateway.disabled_at is None, gateway.is_default) == (False, False)
    assert "Switched off" in text(owner_browser.get(LIST))
    do(owner_browser, gateway, "switch-on")
    do(owner_browser, gateway, "prefer")
    gateway.refresh_from_db()
    assert (gateway.disabled_at, gateway.is_default) == (None, True)


@pytest.mark.parametrize("deed", ["check", "test", "prefer", "switch-off", "switch-on"])
def test_only_who_manages_may_do_anything(colleague_browser, stranger_browser, gateway, api, deed):
    before = ChannelAccount.objects.values().get()
    assert do(colleague_browser, gateway, deed, address="+4791234567").status_code == 403
    do(stranger_browser, gateway, deed, address="+4791234567")
    assert (ChannelAccount.objects.values().get(), api.calls) == (before, [])


def test_who_only_looks_sees_the_settings_and_no_form(colleague_browser, gateway):
    said = text(colleague_browser.get(page(gateway)))
    assert ("AC1" in said, 'name="x_account_sid"' in said, TOKEN in said) == (True, False, False)


def test_an_operator_without_a_company_in_front_chooses_one_first(operator_browser):
    assert operator_browser.get(ADD).status_code == 302


@pytest.mark.parametrize(
    ("channel", "content", "seen"),
    [
        ("sms", {"body": "Hei <b>du</b>"}, "Hei <b>du</b>"),
        ("email", {"html": "<p>Hei</p>", "text": "Hei", "subject": "Tilbud"}, 'srcdoc="<p>Hei</p>"'),
        ("whatsapp", {"body": "Melk", "footer": "Tine"}, "Tine"),
        ("bpn", {"body": "Melk", "subject": "Nyhet"}, "Nyhet"),
    ],
)
def test_the_outbox_shows_each_message_as_it_would_have_looked(company, scope, owner_browser, channel, content, seen):
    account = accounts.usual(company_id=company.pk, channel=channel)
    empty = {"html": "", "text": "", "subject": "", "body": "", "header": None, "cards": [], "buttons": []}
    row = OutboxMessage.objects.create(
        company=company, account=account, channel=channel, address="a@example.com",
        key="k", title="Title", content={**empty, **content},
    )  # fmt: skip
    answer = owner_browser.get(page(row))
    assert seen in text(answer)
    assert "<b>du</b>" not in answer.content.decode()
    assert "sandbox" in answer.content.decode() or channel != "email"


def test_the_outbox_shows_a_post(company, scope, owner_browser):
    channel = pool.open_channel(accounts.usual(company_id=company.pk, channel="linkedin"))
    channel.publish(post("Ny <b>post</b>", media=("https://i.example/1.jpg",), link="https://h.example/a"))
    answer = owner_browser.get(page(OutboxMessage.objects.get()))
    assert answer.status_code == 200
    assert "Ny <b>post</b>" in text(answer)
    assert "<b>post</b>" not in answer.content.decode()
    assert ("https://h.example/a" in text(answer), "https://i.example/1.jpg" in text(answer)) == (True, True)


def test_nobody_changes_the_outbox(owner, rows, owner_browser):
    row = rows.outbox_message
    assert owner_browser.post(page(row), {"title": "x"}).status_code == 403
    assert browser(owner).get("/admin/delivery/outboxmessage/add/").status_code == 403
