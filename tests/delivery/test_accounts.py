"""Accounts: made, changed, preferred, switched off; and whose they are."""

import pytest
from django.db import connection

from core.channels import Channel
from core.errors import ConflictError, InvalidError, NotFoundError, OutboundError
from core.models import AuditEntry
from core.tenancy import company_scope
from delivery import accounts, checking
from delivery.channels import pool
from delivery.channels.kinds import CARRIED, KINDS
from delivery.models import ChannelAccount, OutboxMessage
from tests.delivery.channels.provider import provider
from tests.racing import at_once

pytestmark = pytest.mark.django_db

TOKEN = "token-that-nobody-may-see"


def make(company, name="Gateway", **fields):
    told = {
        "kind": "sms",
        "channel": "sms",
        "settings": {"account_sid": "AC1", "sender": "Hotel"},
        "secrets": {"auth_token": TOKEN},
        **fields,
    }
    return accounts.create(company_id=company.pk, name=name, **told)


def faults(caught):
    return {fault.name: fault.message for fault in caught.value.faults}


def test_the_first_account_is_the_usual_way_and_the_second_is_not(company, scope):
    first, second = make(company), make(company, "Second")
    assert (first.is_default, second.is_default) == (True, False)
    assert accounts.usual(company_id=company.pk, channel="sms") == first


def test_taking_over_makes_the_other_step_back(company, scope):
    first, second = make(company), make(company, "Second", is_default=True)
    first.refresh_from_db()
    assert (first.is_default, second.is_default) == (False, True)
    accounts.make_default(account=first)
    assert accounts.usual(company_id=company.pk, channel="sms") == first
    facts = AuditEntry.objects.filter(object_id__in=(first.pk, second.pk)).order_by("pk")
    assert [(fact.object_label, fact.action) for fact in facts] == [
        ("Gateway", "created"),
        ("Gateway", "changed"),
        ("Second", "created"),
        ("Second", "changed"),
        ("Gateway", "changed"),
    ]


@pytest.mark.parametrize("channel", CARRIED)
def test_without_an_account_everything_goes_to_the_outbox(company, scope, channel):
    found = accounts.usual(company_id=company.pk, channel=channel)
    assert (found.kind, found.channel, found.is_default) == ("outbox", channel, False)
    assert accounts.usual(company_id=company.pk, channel=channel) == found


def test_a_channel_that_nobody_knows(company, scope):
    with pytest.raises(InvalidError):
        accounts.usual(company_id=company.pk, channel="pigeon")


def test_secrets_are_encrypted_at_rest(company, scope):
    account = make(company)
    with connection.cursor() as cursor:
        cursor.execute("SELECT secrets FROM delivery_channelaccount WHERE id = %s", [account.pk])
        stored = cursor.fetchone()[0]
    assert TOKEN not in stored
    assert ChannelAccount.objects.get().keys == {"auth_token": TOKEN}


def test_what_was_entered_is_kept_in_its_types(company, scope):
    account = make(
        company, kind="smtp", channel="email", secrets={"password": "p"},
        settings={"host": "mail.example.com", "port": "465", "security": "tls", "username": " u ",
                  "from_address": "post@hotel.example", "timeout": "2.5"},
    )  # fmt: skip
    assert account.settings == {
        "from_address": "post@hotel.example", "from_name": "", "reply_to": "", "host": "mail.example.com",
        "port": 465, "security": "tls", "username": "u", "connections": 8, "timeout": 2.5,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("settings", "secrets", "said"),
    [
        (
            {},
            {},
            {"account_sid": "This is required.", "sender": "This is required.", "auth_token": "This is required."},
        ),
        (
            {"account_sid": "A\nB", "sender": "H"},
            {"auth_token": "x"},
            {"account_sid": "This has a character that cannot be used here."},
        ),
        (
            {"account_sid": "A", "sender": "H", "other": 1},
            {"auth_token": "x"},
            {"other": "There is no such setting."},
        ),
    ],
)
def test_what_is_missing_or_wrong_is_said_field_by_field(company, scope, settings, secrets, said):
    with pytest.raises(InvalidError) as caught:
        make(company, settings=settings, secrets=secrets)
    assert faults(caught) == said
    assert not ChannelAccount.objects.exists()


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"name": " "}, "name"),
        ({"name": "x" * 256}, "name"),
        ({"rate_limit": 0.0}, "rate_limit"),
        ({"rate_limit": float("nan")}, "rate_limit"),
        ({"rate_limit": 1e9}, "rate_limit"),
        ({"channel": "email"}, "channel"),
        ({"kind": "pigeon"}, "kind"),
    ],
)
def test_what_no_account_can_have(company, scope, fields, name):
    with pytest.raises(InvalidError) as caught:
        make(company, **fields)
    assert list(faults(caught)) == [name]


def change(account, **fields):
    told = {
        "name": account.name, "settings": account.settings, "secrets": {}, "rate_limit": account.rate_limit,
        "is_default": account.is_default, **fields,
    }  # fmt: skip
    return accounts.change(account=account, **told)


def test_a_change_is_a_fact_without_secrets(company, scope):
    account = make(company)
    found = change(account, rate_limit=5.0, secrets={"auth_token": "another"})
    assert (found.rate_limit, found.keys) == (5.0, {"auth_token": "another"})
    assert found.changed_at > account.changed_at
    assert AuditEntry.objects.latest("pk").changes == {
        "rate_limit": [None, 5.0],
        "keys replaced": [None, ["Auth token, or the API key's secret"]],
    }


def test_no_change_is_no_fact(company, scope):
    account = make(company)
    assert change(account).changed_at == account.changed_at
    assert AuditEntry.objects.filter(object_id=account.pk).count() == 1


def test_the_usual_way_is_not_given_up(company, scope):
    account = make(company)
    with pytest.raises(ConflictError):
        change(account, is_default=False)
    account.refresh_from_db()
    assert account.is_default


def test_what_is_switched_off_is_not_used(company, scope):
    account = make(company)
    accounts.disable(account=account)
    assert accounts.usual(company_id=company.pk, channel="sms").kind == "outbox"
    with pytest.raises(ConflictError, match="switched off"):
        accounts.live(account_id=account.pk, channel="sms")
    with pytest.raises(ConflictError):
        accounts.make_default(account=account)
    with pytest.raises(ConflictError):
        checking.send_test(account=account, address="+4791234567")
    accounts.enable(account=account)
    assert accounts.live(account_id=account.pk, channel="sms") == account


def test_switching_off_twice_is_one_fact(company, scope):
    account = make(company)
    for _ in range(2):
        accounts.disable(account=account)
    assert AuditEntry.objects.filter(object_id=account.pk, action="switched off").count() == 1


def test_an_account_carries_only_its_channel(company, scope):
    with pytest.raises(ConflictError, match="carries something else"):
        accounts.live(account_id=make(company).pk, channel="email")


def test_another_companys_account_is_not_found(company, other_company, scope):
    account = make(company)
    with company_scope(other_company.pk):
        with pytest.raises(NotFoundError):
            accounts.live(account_id=account.pk, channel="sms")
        with pytest.raises(NotFoundError):
            accounts.make_default(account=account)
        with pytest.raises(NotFoundError):
            change(account, name="stolen")
        assert accounts.usual(company_id=other_company.pk, channel="sms").kind == "outbox"
    account.refresh_from_db()
    assert account.name == "Gateway"


@pytest.mark.django_db(transaction=True)
def test_two_first_accounts_at_once_are_one_usual_way(company):
    def making():
        with company_scope(company.pk):
            return make(company)

    at_once(making, making, making)
    with company_scope(company.pk):
        assert sorted(ChannelAccount.objects.values_list("is_default", flat=True)) == [False, False, True]


@pytest.mark.django_db(transaction=True)
def test_the_outbox_is_made_once(company):
    def asking():
        with company_scope(company.pk):
            return accounts.usual(company_id=company.pk, channel="email")

    at_once(asking, asking, asking)
    with company_scope(company.pk):
        assert ChannelAccount.objects.count() == 1


def test_a_failed_check_is_noted_and_a_good_one_takes_it_back(company, scope, settings):
    with provider() as api:
        settings.OUTBOUND_ALLOW = api.server.allow
        account = make(company, settings={"account_sid": "AC1", "sender": "H", "base_url": api.url})
        api.answer("GET /2010-04-01/Accounts/AC1.json", {"code": 20003, "message": "No"}, 401)
        api.answer("GET /2010-04-01/Accounts/AC1.json", {"friendly_name": "Hotel", "status": "active"})
        with pytest.raises(OutboundError):
            checking.check(account=account)
        account.refresh_from_db()
        assert (account.problem, account.found) == ("No (code 20003)", "")
        checking.check(account=account)
        account.refresh_from_db()
        assert (account.problem, account.found) == ("", "Signed in to the account Hotel (active).")


def test_every_kind_says_what_it_is():
    for name, kind in KINDS.items():
        assert (kind.kind, bool(kind.label), bool(kind.about), bool(kind.carries)) == (name, True, True, True)
        assert set(kind.carries) <= set(CARRIED)
    assert set(Channel.values) <= {channel for kind in KINDS.values() for channel in kind.carries}


# -- Kept connections


@pytest.fixture
def _closed():
    yield
    pool.close_all()


@pytest.mark.usefixtures("_closed")
def test_a_channel_is_kept_until_its_account_changes(company, scope):
    account = make(company)
    with pool.borrowed(account) as first:
        pass
    with pool.borrowed(account) as again:
        assert again is first
        with pool.borrowed(account) as beside:
            assert beside is not first
    changed = change(account, rate_limit=3.0)
    with pool.borrowed(changed) as new:
        assert new not in (first, beside)


@pytest.mark.usefixtures("_closed")
def test_a_channel_in_which_something_broke_is_not_kept(company, scope):
    account = make(company)
    with pytest.raises(RuntimeError), pool.borrowed(account) as first:
        raise RuntimeError
    with pool.borrowed(account) as second:
        assert second is not first


@pytest.mark.usefixtures("_closed")
def test_only_so_many_are_kept(company, scope, monkeypatch):
    monkeypatch.setattr(pool, "MOST_KEPT", 2)
    several = [make(company, f"Gateway {n}") for n in range(3)]
    opened = []
    for account in several:
        with pool.borrowed(account) as channel:
            opened.append(channel)
    with pool.borrowed(several[0]) as channel:
        assert channel is not opened[0]
    with pool.borrowed(several[2]) as channel:
        assert channel is opened[2]


def test_a_test_goes_to_the_address_in_its_one_form(company, scope):
    account = make(company, name="Looking", kind="outbox", settings={}, secrets={})
    checking.send_test(account=account, address=" +47 912 34 567 ")
    assert OutboxMessage.objects.get().address == "+4791234567"


@pytest.mark.parametrize("address", ["", "912", "you@example.com"])
def test_a_test_to_no_address_is_refused_and_nothing_is_sent(company, scope, address):
    account = make(company, name="Looking", kind="outbox", settings={}, secrets={})
    with pytest.raises(InvalidError, match=r"^This is not an address for SMS\.$"):
        checking.send_test(account=account, address=address)
    account.refresh_from_db()
    assert (OutboxMessage.objects.count(), account.checked_at) == (0, None)
