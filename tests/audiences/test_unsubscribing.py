"""The page on which a recipient ends messages, and the one click of a mail program."""

import re

import pytest
from django.test import Client

from audiences import contacts, public_words, suppressions, unsubscribing
from audiences.addresses import address_hash
from audiences.models import Contact
from audiences.unsubscribing import Ticket
from core.models import AuditEntry
from core.tenancy import across_companies
from tests.audiences.conftest import ledger, make_contact

pytestmark = pytest.mark.django_db
HASH = address_hash("anna@b.no")
# A browser's cookies are of no use here: the client refuses posts without a token as the product does.
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def browser():
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def address(company, scope):
    contact = make_contact(company, "anna@b.no")
    url = unsubscribing.unsubscribe_url(
        company_id=company.pk, channel="email", address="anna@b.no", contact_id=contact.pk, reference="run-12", base="https://m.example"
    )  # fmt: skip
    assert re.fullmatch(r"https://m\.example/u/[\w.=-]+", url)
    return url.removeprefix("https://m.example")


def test_opening_the_page_changes_nothing(company, browser, address):
    for answer in (browser.get(address), browser.head(address)):
        assert answer.status_code == 200
    assert ledger(company) == []
    body = browser.get(address).content.decode()
    assert "No more e-mails from Storhaug?" in body
    assert "a•••@b.no" in body
    assert "anna" not in body
    assert body.count("<button") == 1


def test_it_is_neither_kept_nor_found_nor_told_on(browser, address):
    answer = browser.get(address)
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert not answer.cookies


def test_the_button_ends_messages_once(company, browser, address):
    for _ in range(2):
        answer = browser.post(address, {"unsubscribe": "1"})
        assert answer.status_code == 200
        assert "You are unsubscribed" in answer.content.decode()
    assert ledger(company) == [("email", HASH, "unsubscribed", "Unsubscribe link (run-12)")]
    assert "I clicked by mistake" in browser.get(address).content.decode()


@pytest.mark.parametrize("as_form", [True, False])
def test_a_mail_programs_one_click_ends_messages(company, browser, address, as_form):
    """RFC 8058 allows both encodings, and knows no cookies and no redirects."""
    if as_form:
        answer = browser.post(address, "List-Unsubscribe=One-Click", "application/x-www-form-urlencoded")
    else:
        answer = browser.post(address, ONE_CLICK)
    assert answer.status_code == 200
    assert [row[2] for row in ledger(company)] == ["unsubscribed"]


@pytest.mark.parametrize("posted", [{}, {"List-Unsubscribe": "Yes"}, {"x": "1"}])
def test_any_other_post_only_asks(company, browser, address, posted):
    answer = browser.post(address, posted)
    assert "No more e-mails from Storhaug?" in answer.content.decode()
    assert ledger(company) == []


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_other_methods_are_not_taken(company, browser, address, method):
    assert getattr(browser, method)(address).status_code == 405
    assert ledger(company) == []


def test_a_mistake_is_taken_back_and_told(company, browser, address):
    browser.post(address, {"unsubscribe": "1"})
    answer = browser.post(address, {"undo": "1"})
    assert "You are subscribed again" in answer.content.decode()
    assert ledger(company) == []
    fact = AuditEntry.objects.get(action="lifted")
    assert (fact.actor_label, fact.object_label) == ("The recipient", "E-mail: Unsubscribed")
    browser.post(address, {"undo": "1"})
    assert AuditEntry.objects.filter(action="lifted").count() == 1


def test_taking_back_undoes_no_other_reason(company, browser, address):
    for reason in ("complained", "by-hand"):
        suppressions.suppress(
            company_id=company.pk, channel="email", addresses=["anna@b.no"], reason=reason, source="test"
        )
    browser.post(address, {"unsubscribe": "1"})
    browser.post(address, {"undo": "1"})
    assert [row[2] for row in ledger(company)] == ["by-hand", "complained"]


def test_it_ends_one_channel_of_one_company(company, other_company, browser, address):
    browser.post(address, {"unsubscribe": "1"})
    with across_companies():
        assert [row[0] for row in ledger(company)] == ["email"]
        assert ledger(other_company) == []


def test_a_forgotten_contact_can_still_end_messages(company, browser, address):
    contacts.delete(company_id=company.pk, ids=[Contact.objects.get(email="anna@b.no").pk])
    assert "•••" not in browser.get(address).content.decode()
    browser.post(address, {"unsubscribe": "1"})
    assert [row[1] for row in ledger(company)] == [HASH]


def test_an_address_that_changed_is_not_shown(company, browser, scope):
    contact = make_contact(company, "new@b.no")
    token = unsubscribing.sign(Ticket(company.pk, "email", HASH, contact.pk))
    assert "•••" not in browser.get(f"/u/{token}").content.decode()


def test_without_a_contact_the_address_is_not_known(company, browser, scope):
    token = unsubscribing.sign(Ticket(company.pk, "sms", address_hash("+4790123456")))
    assert "No more text messages from Storhaug?" in browser.get(f"/u/{token}").content.decode()
    browser.post(f"/u/{token}", ONE_CLICK)
    assert ledger(company) == [("sms", address_hash("+4790123456"), "unsubscribed", "Unsubscribe link")]


def test_a_changed_token_opens_nothing(company, browser, address):
    for wrong in (
        address[:-1],
        address + "A",
        address.replace(".email.", ".sms."),
        "/u/x",
        "/u/a.b.c.d.e.f",
        "/u/" + "x" * 999,
    ):
        for answer in (browser.get(wrong), browser.post(wrong, ONE_CLICK)):
            assert answer.status_code == 404
            assert "Storhaug" not in answer.content.decode()
    assert ledger(company) == []


def test_a_company_that_is_gone_has_no_page(browser, db):
    token = unsubscribing.sign(Ticket(999_999, "email", HASH))
    assert browser.get(f"/u/{token}").status_code == 404
    assert browser.post(f"/u/{token}", ONE_CLICK).status_code == 404


def test_a_runs_many_addresses_are_those_of_its_recipients(company):
    make = unsubscribing.unsubscribe_urls(company_id=company.pk, channel="email")
    url = unsubscribing.unsubscribe_url(company_id=company.pk, channel="email", address="kari@people.example")
    assert make(address_hash("kari@people.example")) == url


def test_a_ticket_is_read_as_it_was_signed():
    ticket = Ticket(7, "whatsapp", HASH, 12, "run_1-a")
    assert unsubscribing.read(unsubscribing.sign(ticket)) == ticket
    assert unsubscribing.read(unsubscribing.sign(Ticket(7, "apn", HASH))) == Ticket(7, "apn", HASH)


@pytest.mark.parametrize("reference", ["a.b", "a b", "å", "x" * 65])
def test_a_reference_that_would_break_the_token_is_refused(reference):
    with pytest.raises(ValueError, match="A reference"):
        unsubscribing.sign(Ticket(7, "email", HASH, None, reference))


@pytest.mark.parametrize(
    ("header", "language"),
    [("", "en"), ("nb-NO,nb;q=0.9,en;q=0.5", "nb"), ("no", "nb"), ("nn", "nb"), ("de, nb;q=0.1", "nb"),
     ("fr", "en"),
     ("en-GB, nb", "en"), ("x" * 9999, "en")],
)  # fmt: skip
def test_the_page_speaks_the_readers_language(browser, address, header, language):
    answer = browser.get(address, headers={"Accept-Language": header})
    assert answer.headers["Content-Language"] == language
    assert f'<html lang="{language}">' in answer.content.decode()
    assert public_words.WORDS[language]["button"] in answer.content.decode()


def test_both_languages_say_the_same_things():
    assert public_words.WORDS["en"].keys() == public_words.WORDS["nb"].keys()
    assert public_words.CHANNELS["en"].keys() == public_words.CHANNELS["nb"].keys()


@pytest.mark.parametrize(
    ("address", "masked"), [("anna@b.no", "a•••@b.no"), ("+4790123456", "+47 ••• 56"), ("a@b.no", "a•••@b.no")]
)
def test_a_masked_address_tells_its_owner_alone(address, masked):
    assert unsubscribing.mask(address) == masked
