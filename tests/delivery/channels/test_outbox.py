"""The outbox: everything is kept once, the latest of it, and for developers as files."""

import email
import json

import pytest

from core.tenancy import company_scope
from delivery import accounts
from delivery.channels import outbox, pool
from delivery.channels.base import Outcome
from delivery.models import OutboxMessage
from tests.delivery.channels.conftest import mail, outgoing, post

pytestmark = pytest.mark.django_db


@pytest.fixture
def channel(company, scope):
    return pool.open_channel(accounts.usual(company_id=company.pk, channel="email"))


def test_messages_are_kept(channel):
    assert list(channel.send([mail(1), mail(2)])) == [
        Outcome(1, "sent", "outbox:run7:1"), Outcome(2, "sent", "outbox:run7:2")
    ]  # fmt: skip
    row = OutboxMessage.objects.order_by("pk").first()
    assert (row.address, row.title, row.channel) == ("guest1@example.com", "Spring offer", "email")
    assert row.content["html"] == "<p>Hello <b>there</b></p>"


def test_trying_again_keeps_one(channel):
    list(channel.send([mail(1)]))
    assert [one.state for one in channel.send([mail(1), mail(2)])] == ["sent", "sent"]
    assert OutboxMessage.objects.count() == 2


def test_posts_are_kept(company, scope):
    channel = pool.open_channel(accounts.usual(company_id=company.pk, channel="linkedin"))
    assert channel.publish(post("Hello", media=("https://i.example/1.jpg",))).external_id == "outbox:content:5"
    row = OutboxMessage.objects.get()
    assert (row.title, row.address, row.content["media"]) == ("Hello", "", ["https://i.example/1.jpg"])


def test_only_the_latest_of_a_company_are_kept(channel, other_company, monkeypatch):
    monkeypatch.setattr(outbox, "KEPT_ROWS", 3)
    with company_scope(other_company.pk):
        theirs = accounts.usual(company_id=other_company.pk, channel="email")
        list(pool.open_channel(theirs).send([mail(n) for n in range(3)]))
    list(channel.send([mail(n) for n in range(5)]))
    list(channel.send([mail(5)]))
    assert sorted(OutboxMessage.objects.values_list("key", flat=True)) == ["run7:3", "run7:4", "run7:5"]
    with company_scope(other_company.pk):
        assert OutboxMessage.objects.count() == 3


def test_many_cost_few_statements(channel, django_assert_max_num_queries):
    with django_assert_max_num_queries(6):
        list(channel.send([mail(n) for n in range(1000)]))


def test_developers_get_files(channel, settings, tmp_path):
    settings.DEBUG, settings.BASE_DIR = True, tmp_path
    list(channel.send([mail(1), outgoing("sms", "+4791234567", body="Hei")]))
    files = sorted((tmp_path / "var" / "outbox").iterdir(), key=lambda path: path.suffix)
    assert [path.suffix for path in files] == [".eml", ".json"]
    assert email.message_from_bytes(files[0].read_bytes())["subject"] == "Spring offer"
    assert json.loads(files[1].read_text())["message"]["body"] == "Hei"


def test_files_are_not_kept_for_ever(channel, settings, tmp_path, monkeypatch):
    monkeypatch.setattr(outbox, "KEPT_FILES", 4)
    settings.DEBUG, settings.BASE_DIR = True, tmp_path
    list(channel.send([mail(n) for n in range(10)]))
    assert len(list((tmp_path / "var" / "outbox").iterdir())) == 4


def test_nobody_else_gets_files(channel, settings, tmp_path):
    settings.BASE_DIR = tmp_path
    list(channel.send([mail(1)]))
    assert list(tmp_path.iterdir()) == []
