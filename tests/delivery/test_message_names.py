"""What a mail is called says whose it is, to us alone: bounces find their recipient."""

import pytest

from analytics.webhooks.notices import Notice
from audiences.addresses import address_hash
from core.tenancy import company_scope
from delivery import message_names, reporting
from delivery.execution import execute
from delivery.message_names import Names
from delivery.models import SendRecord
from tests.delivery.conftest import make_group, make_people, to_group

RUN = "0190a1b2c3d47e5f8a9b0c1d2e3f4a5b"
KEY = message_names.key(RUN, address_hash("p0@people.example"))


def test_a_name_says_the_run_and_the_recipient():
    run, hashed = message_names.read(Names("hotel.example").message_id(KEY))
    assert (run.hex, address_hash("p0@people.example").startswith(hashed), len(hashed)) == (RUN, True, 16)


def test_a_name_is_the_same_for_the_same_key():
    assert Names("hotel.example").message_id(KEY) == Names("hotel.example").message_id(KEY)


def test_a_key_of_another_form_does_not_stand_in_the_name():
    name = Names("hotel.example").message_id("check\r\nBcc: <eve@evil.example>")
    assert (name.count("@"), "\r" in name, message_names.read(name)) == (1, False, None)


@pytest.mark.parametrize(
    "name", ["", "<>", "<@hotel.example>", f"<{KEY}@hotel.example>", f"<{KEY}.AAAAAAAAAAAAAAAA@hotel.example>", "<æ@ø>"]
)
def test_a_name_that_others_made_says_nothing(name):
    assert message_names.read(name) is None


@pytest.fixture
def sent_run(company, broadcast, send):
    """Three mails, of which nothing is kept."""
    run = execute(broadcast=broadcast, audience=to_group(make_group(company, make_people(company, 3))))
    send(run)
    SendRecord.objects.update(provider_id="")
    return run


def name_of(run, address):
    return Names("hotel.example").message_id(message_names.key(run.uuid.hex, address_hash(address)))


def test_what_is_reported_of_a_mail_finds_its_recipient(sent_run):
    reporting.mark(
        [
            Notice("bounce", "p1@people.example", name_of(sent_run, "p1@people.example"), reason="No such mailbox."),
            Notice("delivery", "p2@people.example", name_of(sent_run, "p2@people.example")),
        ]
    )
    rows = {row.address: (row.state, row.reason) for row in SendRecord.objects.all()}
    assert rows == {
        "p0@people.example": ("planned", ""),
        "p1@people.example": ("bounced", "No such mailbox."),
        "p2@people.example": ("delivered", ""),
    }


def test_another_companys_report_marks_nobody(sent_run, other_company):
    from_elsewhere = Notice("bounce", "p1@people.example", name_of(sent_run, "p1@people.example"), reason="Gone.")
    with company_scope(other_company.pk):
        reporting.mark([from_elsewhere])
    assert set(SendRecord.objects.values_list("state", "reason")) == {("planned", "")}
