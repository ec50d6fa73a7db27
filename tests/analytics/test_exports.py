"""Exports: what stands in the files, who gets them, and what becomes of them."""

import csv
import io
import os
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from urllib.parse import urlencode
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest
from django.db import connection
from django.utils import timezone

from analytics import exporting, queries
from analytics.exporting import files, running, tables, writing
from analytics.exporting.shapes import Column, Type
from analytics.exporting.tables import Table
from analytics.models import Export, ExportChunk
from analytics.periods import Period
from analytics.queries import Cut
from analytics.tasks import drop_exports
from campaigns.content import create_item
from campaigns.deletion import delete_campaign
from campaigns.models import Campaign, ContentItem
from companies import tokens
from core.errors import InvalidError
from core.jobs import queue, runner
from core.models import AuditEntry, Job, JobStatus
from core.tenancy import company_scope
from tests.analytics.conftest import ADDRESS, event, make_work
from tests.conftest import Caller, make_company

# What is written is read on a second connection, which sees only what is committed.
pytestmark = pytest.mark.django_db(transaction=True)

ROOT = Path(__file__).resolve().parents[2]
EXPORTS = "/api/analytics/exports"
MAY = {"from": "2027-05-01", "to": "2027-05-02"}


@pytest.fixture
def company(transactional_db):
    return make_company("storhaug", time_zone="Europe/Oslo")


@pytest.fixture
def other_company(transactional_db):
    return make_company("rival")


def report(caller, *events):
    answer = caller.post(ADDRESS, {"events": list(events)})
    assert answer.json()["rejected"] == []


def asked(caller, **body):
    """The job of an export."""
    answer = caller.post(EXPORTS, {"report": "daily", "format": "csv", **MAY, **body})
    assert answer.status_code == 202, answer.json()
    return Job.objects.get(uuid=answer.json()["id"])


def made(caller, **body):
    """The result of an export, once its job has run."""
    job = asked(caller, **body)
    assert runner.run(job.pk) == JobStatus.SUCCEEDED, Job.objects.get(pk=job.pk).detail
    job.refresh_from_db()
    return job.result


def fetched(caller, result):
    answer = caller.get(result["file"])
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)


def table(raw):
    """A CSV file's rows by their columns' names."""
    return list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline="")))


def rows_of(caller, **body):
    return table(fetched(caller, made(caller, **body)))


SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def workbook(raw):
    """A workbook's cells as pairs of type and text, row by row; with its whole sheet."""
    with ZipFile(io.BytesIO(raw)) as book:
        assert book.testzip() is None
        root = ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml"))
    rows = []
    for row in root.iter(f"{SHEET}row"):
        rows.append([(cell.get("t", "n"), "".join(cell.itertext())) for cell in row.iter(f"{SHEET}c")])
    return root, rows


def test_the_call_answers_with_the_job(owner, work):
    answer = owner.post(EXPORTS, {"report": "daily", "format": "csv", **MAY})
    job = Job.objects.get()
    assert (answer.status_code, answer["Location"], answer["Retry-After"]) == (202, f"/api/jobs/{job.uuid}", "1")
    assert answer.json()["label"] == "Export days as CSV"
    assert (job.kind, job.arguments) == ("analytics.export", {"export": Export.objects.get().pk})


def test_the_result_says_where_the_file_is(owner, work):
    report(owner, event(campaignId=work.id))
    result = made(owner)
    export = Export.objects.get()
    assert result == {
        "file": f"/api/analytics/exports/{export.uuid}/file",
        "rows": 1,
        "bytes": len(fetched(owner, result)),
        "name": "storhaug-daily-2027-05-01-to-2027-05-02.csv",
    }
    job = Job.objects.get()
    assert (job.done, job.total) == (1, 1)


def test_the_file_says_what_it_is(owner, work):
    result = made(owner)
    answer = owner.get(result["file"])
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"] == 'attachment; filename="storhaug-daily-2027-05-01-to-2027-05-02.csv"'
    assert answer["Content-Length"] == str(len(b"".join(answer.streaming_content)))
    assert answer["Cache-Control"] == "private, no-store"


def test_days_have_a_row_for_each_day_campaign_item_and_platform(owner, work):
    about = {"contentId": work.item("post")}
    report(
        owner,
        event("impression", count=7, **about),
        event("like", count=2, **about),
        event("impression", count=3, platform="x", **about),
        event("impression", count=5, campaignId=work.id, occurredAt="2027-04-30T22:00:00Z"),
        event("spend", value="1.234567", currency="EUR", campaignId=work.id),
        event("conversion", value="20", currency="USD", campaignId=work.id),
        event("click", count=4, machine=True, campaignId=work.id),
        event("impression", count=9, campaignId=work.id, occurredAt="2027-04-30T21:59:59Z"),
    )
    found = rows_of(owner)
    assert list(found[0]) == [
        "Day", "Campaign id", "Campaign", "Content id", "Type", "Title", "Platform", "Impressions", "Views", "Likes",
        "Comments", "Shares", "Engagement", "Clicks", "Deliveries", "Opens", "Bounces", "Complaints", "Opt-outs",
        "Conversions", "Spend EUR", "Revenue USD", "By machines",
    ]  # fmt: skip
    wanted = ("Day", "Title", "Platform", "Impressions", "Likes", "Clicks", "Spend EUR", "Revenue USD", "By machines")
    assert [tuple(row[name] for name in wanted) for row in found] == [
        ("2027-05-01", "", "", "5", "0", "0", "", "", "0"),
        ("2027-05-02", "", "", "0", "0", "0", "1.234567", "20.00", "4"),
        ("2027-05-02", "Sow now.", "linkedin", "7", "2", "0", "", "", "0"),
        ("2027-05-02", "Sow now.", "x", "3", "0", "0", "", "", "0"),
    ]
    assert {(row["Campaign id"], row["Campaign"]) for row in found} == {(work.id, "Garden weeks")}
    assert [row["Content id"] for row in found] == ["", "", work.item("post"), work.item("post")]


def test_days_add_up_to_the_overview_also_when_things_are_deleted(owner, company, work, scope):
    gone = make_work(company, "Gone")
    report(
        owner,
        event(count=2, campaignId=gone.id),
        event(count=3, contentId=gone.item("post")),
        event(count=5, contentId=work.item("post")),
    )
    delete_campaign(campaign=gone.campaign)
    ContentItem.objects.filter(pk=gone.items["post"].pk).delete()
    found = rows_of(owner)
    total = queries.total(Cut(Period(date(2027, 5, 1), date(2027, 5, 2))))
    assert sum(int(row["Impressions"]) for row in found) == total.counts["impression"] == 10
    named = sorted((row["Campaign"], row["Impressions"]) for row in found)
    assert named == [("", "2"), ("", "3"), ("Garden weeks", "5")]


def test_campaigns_have_one_row_each_and_every_metric(owner, company, work):
    other = make_work(company, "Other")
    make_work(company, "Of which nothing was counted")
    report(
        owner,
        event(count=200, contentId=work.item("post")),
        event("click", count=10, contentId=work.item("post")),
        event("spend", value="5", currency="EUR", campaignId=work.id, occurredAt="2027-05-01T11:00:00Z"),
        event(campaignId=other.id),
    )
    found = rows_of(owner, report="campaigns")
    assert [row["Campaign"] for row in found] == ["Other", "Garden weeks"]
    numbers = ("Status", "Family", "Impressions", "Click rate %", "Spend EUR", "Cost per click EUR", "Return on spend")
    assert [found[1][name] for name in numbers] == ["DRAFT", "native", "200", "5.00", "5.00", "0.50", ""]
    assert (found[0]["Spend EUR"], found[0]["Cost per click EUR"]) == ("", "")


def test_content_has_one_row_each_with_when_it_was_published_there(owner, work):
    ContentItem.objects.filter(pk=work.items["post"].pk).update(published_at=datetime(2027, 5, 1, 22, 30, tzinfo=UTC))
    report(
        owner,
        event(contentId=work.item("post")),
        event(contentId=work.item("post"), platform="x"),
        event(contentId=work.item("article")),
        event(campaignId=work.id),
    )
    found = rows_of(owner, report="content")
    wanted = ("Content id", "Type", "Title", "Platform", "Published", "Campaign", "Impressions")
    assert [tuple(row[name] for name in wanted) for row in found] == [
        (work.item("article"), "blog", "Sowing", "blog", "", "Garden weeks", "1"),
        (work.item("post"), "social", "Sow now.", "linkedin", "2027-05-02 00:30", "Garden weeks", "2"),
    ]


def test_filters_cut(owner, company, work):
    other = make_work(company, "Other")
    report(owner, event(contentId=work.item("post")), event(contentId=work.item("script")), event(campaignId=other.id))
    found = rows_of(owner, campaignId=[work.id], platform="LinkedIn, youtube", family="native")
    assert [(row["Campaign"], row["Platform"]) for row in found] == [("Garden weeks", "linkedin")]


def test_nothing_counted_is_a_table_without_rows(owner, work):
    result = made(owner)
    assert result["rows"] == 0
    assert fetched(owner, result).decode("utf-8-sig").count("\r\n") == 1


def test_a_csv_is_utf8_with_its_mark_and_quotes_what_must_be(owner, company, scope):
    make_named(company, 'Grønn, "vår"\nog mer')
    report(owner, event(campaignId=str(Campaign.objects.get().uuid)))
    raw = fetched(owner, made(owner, report="campaigns"))
    assert raw.startswith(b"\xef\xbb\xbfCampaign id,Campaign,Status")
    assert '"Grønn, ""vår""\nog mer"' in raw.decode("utf-8-sig")
    assert table(raw)[0]["Campaign"] == 'Grønn, "vår"\nog mer'


def make_named(company, name):
    work = make_work(company)
    Campaign.objects.filter(pk=work.campaign.pk).update(name=name)
    return work


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_a_text_is_no_formula_in_either_format(name, owner, company, scope):
    work = make_named(company, name)
    report(owner, event(campaignId=work.id))
    assert rows_of(owner, report="campaigns")[0]["Campaign"] == f"'{name}"
    _, rows = workbook(fetched(owner, made(owner, report="campaigns", format="xlsx")))
    assert rows[1][1][0] == "inlineStr"
    assert rows[1][1][1].replace("_x000D_", "\r") == name


def test_a_number_below_nothing_stays_a_number(tmp_path):
    path = tmp_path / "x.csv"
    writing.write("csv", path, [Column("A", Type.DECIMAL), Column("B", Type.WHOLE)], [[Decimal("-1.50"), -2]])
    assert path.read_bytes() == b"\xef\xbb\xbfA,B\r\n-1.50,-2\r\n"


def test_a_workbook_has_typed_cells_under_a_header_that_stays(owner, work):
    report(
        owner,
        event(count=7, campaignId=work.id),
        event("spend", value="12.5", currency="EUR", campaignId=work.id),
    )
    result = made(owner, format="xlsx")
    answer = owner.get(result["file"])
    assert answer["Content-Type"] == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    root, rows = workbook(b"".join(answer.streaming_content))
    pane = next(root.iter(f"{SHEET}pane"))
    assert (pane.get("ySplit"), pane.get("state")) == ("1", "frozen")
    names = [text for _, text in rows[0]]
    first = dict(zip([name for name in names if name not in ("Content id", "Type", "Title")], rows[1], strict=True))
    assert first["Day"] == ("n", str((date(2027, 5, 2) - date(1899, 12, 30)).days))
    assert (first["Campaign"], first["Impressions"]) == (("inlineStr", "Garden weeks"), ("n", "7"))
    assert (first["Spend EUR"], first["By machines"]) == (("n", "12.5"), ("n", "0"))


def test_a_table_that_no_worksheet_holds_is_refused_in_words():
    with pytest.raises(InvalidError) as refused:
        writing.check("xlsx", Table([], 1_048_576, iter(())))
    assert refused.value.message == (
        "This table has 1,048,576 rows, and a worksheet holds 1,048,575: take CSV, or fewer days."
    )


@pytest.mark.parametrize(("format_", "rows"), [("xlsx", 1_048_575), ("csv", 1_048_576)])
def test_a_table_that_fits_is_taken(format_, rows):
    assert writing.check(format_, Table([], rows, iter(()))) is None


def test_a_table_that_no_worksheet_holds_fails_its_job(owner, work, monkeypatch):
    monkeypatch.setattr(writing, "MOST_ROWS", 1)
    report(owner, event(campaignId=work.id), event(contentId=work.item("post")))
    job = asked(owner, format="xlsx")
    assert runner.run(job.pk) == JobStatus.FAILED
    job.refresh_from_db()
    assert job.error == "This table has 2 rows, and a worksheet holds 1: take CSV, or fewer days."
    assert ExportChunk.objects.count() == 0


def test_more_currencies_than_anybody_means_are_refused(owner, work):
    codes = [f"A{first}{second}" for first in "ABCDE" for second in "ABCDE"][:21]
    report(owner, *(event("spend", value="1", currency=code, campaignId=work.id) for code in codes))
    job = asked(owner)
    assert runner.run(job.pk) == JobStatus.FAILED
    job.refresh_from_db()
    assert job.error == "These numbers are in more than 20 currencies. Choose fewer campaigns or days."


def test_a_file_of_several_pieces_is_the_same_file(owner, work, monkeypatch):
    monkeypatch.setattr(files, "CHUNK", 100)
    report(owner, *(event(campaignId=work.id, platform=platform) for platform in ("x", "sms", "email", "push")))
    result = made(owner)
    raw = fetched(owner, result)
    assert ExportChunk.objects.count() == -(-result["bytes"] // 100)
    assert (len(raw), [row["Platform"] for row in table(raw)]) == (result["bytes"], ["email", "push", "sms", "x"])


def test_no_piece_is_larger_than_a_megabyte():
    assert files.CHUNK <= 1_000_000


def test_a_file_is_not_there_before_it_is_written(owner, work):
    asked(owner)
    answer = owner.get(f"{EXPORTS}/{Export.objects.get().uuid}/file")
    assert (answer.status_code, answer.json()) == (
        409,
        {"message": "This export has no file yet: its job tells how far it is.", "error": "NOT_READY"},
    )


def test_a_second_attempt_starts_anew_and_doubles_nothing(owner, work, monkeypatch):
    monkeypatch.setattr(files, "CHUNK", 100)
    report(owner, *(event(campaignId=work.id, platform=platform) for platform in ("x", "sms", "email", "push")))
    job = asked(owner)
    kept, died = files._publish, []

    def die(*arguments):
        died.append(ExportChunk.objects.count())
        raise MemoryError

    monkeypatch.setattr(files, "_publish", die)
    monkeypatch.setattr(files, "_drop", lambda file: None)  # as if its worker had been killed
    assert runner.run(job.pk) == JobStatus.FAILED
    monkeypatch.setattr(files, "_publish", kept)
    queue.retry(job=job)
    assert runner.run(job.pk) == JobStatus.SUCCEEDED
    job.refresh_from_db()
    assert died[0] > 1
    assert ExportChunk.objects.count() == died[0]
    assert len(table(fetched(owner, job.result))) == 4


def test_an_attempt_that_fails_leaves_nothing(owner, work, monkeypatch):
    monkeypatch.setattr(files, "_publish", lambda *arguments: 1 / 0)
    job = asked(owner)
    assert runner.run(job.pk) == JobStatus.FAILED
    assert (ExportChunk.objects.count(), Export.objects.get().file) == (0, None)


def test_run_again_after_its_file_was_kept_it_leaves_that(owner, work):
    result = made(owner)
    file = Export.objects.get().file
    job = Job.objects.get()
    Job.objects.update(status=JobStatus.QUEUED, result=None)
    assert runner.run(job.pk) == JobStatus.SUCCEEDED
    job.refresh_from_db()
    assert (job.result, Export.objects.get().file) == (result, file)


def test_of_two_attempts_at_once_the_first_one_keeps_its_file(owner, work, tmp_path):
    asked(owner)
    export = Export.objects.get()
    one, two = tmp_path / "one", tmp_path / "two"
    one.write_bytes(b"one")
    two.write_bytes(b"two")

    def overtaken():
        if not ExportChunk.objects.exists():
            files.keep(export=export, path=two, rows=2, beat=lambda: None)

    files.keep(export=export, path=one, rows=1, beat=overtaken)
    export.refresh_from_db()
    assert (b"".join(files.stored(export).parts), export.rows, ExportChunk.objects.count()) == (b"two", 2, 1)


def test_a_cancelled_export_stops_between_two_batches(owner, work, monkeypatch):
    monkeypatch.setattr(tables, "BATCH", 1)
    report(owner, *(event(campaignId=work.id, platform=platform) for platform in ("x", "sms", "email", "push")))
    job = asked(owner)
    told = []
    progress = running.RunningJob.progress

    def cancelling(self, *, done, total):
        told.append(done)
        if done == 2:
            queue.cancel(job=job)
        progress(self, done=done, total=total)

    monkeypatch.setattr(running.RunningJob, "progress", cancelling)
    assert runner.run(job.pk) is None
    job.refresh_from_db()
    assert (job.status, told, ExportChunk.objects.count()) == (JobStatus.CANCELLED, [0, 1, 2], 0)


def test_how_far_it_is_is_seen_from_elsewhere_while_it_runs(owner, work, monkeypatch):
    monkeypatch.setattr(tables, "BATCH", 1)
    report(owner, event(campaignId=work.id), event(contentId=work.item("post")))
    job = asked(owner)
    seen = []
    numbers = tables.numbers_of

    def look(sums):
        answer = owner.get(f"/api/jobs/{job.uuid}").json()
        seen.append((answer["status"], answer["progress"]))
        return numbers(sums)

    monkeypatch.setattr(tables, "numbers_of", look)
    runner.run(job.pk)
    assert seen == [("running", {"done": 0, "total": 2}), ("running", {"done": 1, "total": 2})]


def test_what_is_counted_meanwhile_is_not_in_it(owner, work, monkeypatch):
    monkeypatch.setattr(tables, "BATCH", 1)
    report(owner, event(campaignId=work.id), event(contentId=work.item("post")))
    numbers, late = tables.numbers_of, []

    def look(sums):
        if not late:
            late.append(report(owner, event(contentId=work.item("script"), count=99)))
        return numbers(sums)

    monkeypatch.setattr(tables, "numbers_of", look)
    found = rows_of(owner)
    assert sorted(row["Impressions"] for row in found) == ["1", "1"]


def test_the_same_wish_twice_is_one_export(owner, work):
    assert asked(owner).pk == asked(owner).pk
    assert (Export.objects.count(), AuditEntry.objects.filter(action="asked for").count()) == (1, 1)


@pytest.mark.parametrize("other", [{"report": "content"}, {"format": "xlsx"}, {"to": "2027-05-01"}, {"family": "dsp"}])
def test_another_wish_is_another_export(other, owner, work):
    assert asked(owner).pk != asked(owner, **other).pk


def test_another_persons_wish_is_an_export_of_theirs(owner, colleague, work):
    assert asked(owner).pk != asked(colleague).pk


def test_who_asked_for_what_is_kept(colleague, work):
    asked(colleague, platform="x", campaignId=work.id)
    fact = AuditEntry.objects.get(action="asked for")
    assert (fact.actor_label, fact.object_label) == ("Anna", "storhaug-daily-2027-05-01-to-2027-05-02.csv")
    assert fact.changes == {
        "report": [None, "daily"],
        "format": [None, "csv"],
        "start": [None, "2027-05-01"],
        "end": [None, "2027-05-02"],
        "campaigns": [None, [work.campaign.pk]],
        "platforms": [None, ["x"]],
    }


def test_a_colleague_who_may_only_look_exports(colleague, work):
    assert fetched(colleague, made(colleague)).startswith(b"\xef\xbb\xbfDay,")


def test_a_stranger_finds_neither_file_nor_job(owner, stranger, work):
    result = made(owner)
    answer = stranger.get(result["file"])
    assert (answer.status_code, answer.json()) == (404, {"message": "Export not found"})
    assert stranger.get(f"/api/jobs/{Job.objects.get().uuid}").status_code == 404


def test_a_strangers_export_holds_nothing_of_ours(owner, stranger, other_company, work):
    report(owner, event(campaignId=work.id))
    answer = stranger.post(EXPORTS, {"report": "daily", "format": "csv", **MAY})
    with company_scope(other_company.pk):
        job = Job.objects.get(uuid=answer.json()["id"])
        assert runner.run(job.pk) == JobStatus.SUCCEEDED
        job.refresh_from_db()
    assert table(fetched(stranger, job.result)) == []


def test_a_stranger_cuts_by_no_campaign_of_ours(stranger, other_company, work):
    answer = stranger.post(EXPORTS, {"report": "daily", "format": "csv", "campaignId": work.id})
    assert (answer.status_code, answer.json()) == (404, {"message": "Campaign not found"})
    with company_scope(other_company.pk):
        assert (Export.objects.count(), Job.objects.count()) == (0, 0)


@pytest.mark.parametrize(("method", "path"), [("POST", EXPORTS), ("GET", f"{EXPORTS}/x/file")])
def test_nobody_is_asked_to_sign_in(method, path, nobody, company):
    assert nobody.call(method, path, {}).status_code == 401


@pytest.mark.parametrize("id_", ["x", "019a8f61-0c2d-7e11-b2c3-d4e5f6071829", "%00"])
def test_an_unknown_export_is_not_found(id_, owner):
    assert owner.get(f"{EXPORTS}/{id_}/file").status_code == 404


BAD = {
    "no report": ({"report": None}, "report", "This field may not be null."),
    "an unknown report": ({"report": "all"}, "report", '"all" is not a valid choice.'),
    "an unknown format": ({"format": "pdf"}, "format", '"pdf" is not a valid choice.'),
    "no day": ({"from": "yesterday"}, "from", "Write a day as YYYY-MM-DD, for instance 2027-03-01."),
    "a number": ({"to": 20270501}, "to", "Write a day as YYYY-MM-DD, for instance 2027-03-01."),
    "no platforms": ({"platform": []}, "platform", "Name at least one, or leave it out."),
    "a number among platforms": ({"platform": ["x", 7]}, "platform", "Write texts, separated by commas."),
    "a family": ({"family": {"a": 1}}, "family", "Write texts, separated by commas."),
    "the end before the start": ({"to": "2027-04-30"}, "to", "The last day lies before the first."),
}


@pytest.mark.parametrize("name", BAD)
def test_what_cannot_be_exported_is_refused_by_field(name, owner, work):
    change, field, message = BAD[name]
    answer = owner.post(EXPORTS, {"report": "daily", "format": "csv", **MAY, **change})
    assert (answer.status_code, answer.json()["errors"]) == (400, {field: [message]})
    assert (Export.objects.count(), Job.objects.count()) == (0, 0)


def test_the_back_office_asks_without_http(company, scope):
    cut = Cut(Period(date(2027, 5, 1), date(2027, 5, 2)))
    job = exporting.ask(company_id=company.pk, report="content", format="xlsx", cut=cut)
    export = exporting.of_job(job)
    assert (export, exporting.find(str(export.uuid))) == (Export.objects.get(), export)
    with pytest.raises(InvalidError, match=r"report must be one of daily, campaigns, content."):
        exporting.ask(company_id=company.pk, report="all", format="csv", cut=cut)
    with pytest.raises(InvalidError, match=r"format must be one of csv, xlsx."):
        exporting.ask(company_id=company.pk, report="daily", format="pdf", cut=cut)


def signed_in_again(caller):
    """The same person, with a token of now."""
    return Caller({"Authorization": f"Bearer {tokens.for_person(caller.user).access}"}, caller.user, caller.company)


def test_after_seven_days_it_is_gone(owner, work, time_machine):
    result = made(owner)
    time_machine.move_to(timezone.now() + timedelta(days=7) - timedelta(seconds=60))
    drop_exports()
    assert signed_in_again(owner).get(result["file"]).status_code == 200
    time_machine.move_to(timezone.now() + timedelta(seconds=120))
    assert signed_in_again(owner).get(result["file"]).status_code == 404
    assert exporting.of_job(Job.objects.get()) is None
    drop_exports()
    assert (Export.objects.count(), ExportChunk.objects.count()) == (0, 0)


def test_an_export_that_expired_before_it_was_written_says_so(owner, work):
    job = asked(owner)
    Export.objects.all().delete()
    assert runner.run(job.pk) == JobStatus.FAILED
    job.refresh_from_db()
    assert job.error == "This export has expired. Please ask for it again."


def test_the_scheduler_drops_old_exports(settings):
    assert settings.CELERY_BEAT_SCHEDULE["drop-exports"]["task"] == "analytics.drop_exports"


def test_an_article_of_the_library_is_exported_without_a_campaign(owner, company, scope):
    item = create_item(company_id=company.pk, type="blog", platform="blog", title="Alone", body="B")
    report(owner, event(contentId=str(item.uuid)))
    assert [(row["Title"], row["Campaign"]) for row in rows_of(owner, report="content")] == [("Alone", "")]


_FILL = """
INSERT INTO analytics_dailymetric (company_id, campaign_id, day, content_id, platform, kind, rule, currency, family,
    count, value)
SELECT %s, i, '2027-05-01', 0, 'x', 'impression', '', '', 'native', i, 0 FROM generate_series(1, %s) AS i
"""
_RUN = """
import re, sys
from pathlib import Path
import django
django.setup()
from django.conf import settings
from core.jobs import runner
settings.DEBUG = False  # else every statement is remembered
assert runner.run(int(sys.argv[1])) == "succeeded"
print(re.search(r"VmHWM:\\s*(\\d+)", Path("/proc/self/status").read_text())[1])
"""
MEGABYTE = 1024


def peak(job):
    """The most memory, in kilobytes, of a process that does nothing but a job: one's own never shrinks again."""
    known = connection.settings_dict
    parts = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    query = urlencode({part: known[key] for part, key in parts.items() if known[key]})
    environment = {**os.environ, "DATABASE_URL": f"postgresql:///?{query}", "DJANGO_SETTINGS_MODULE": "config.settings"}
    done = subprocess.run(
        [sys.executable, "-c", _RUN, str(job.pk)],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    return int(done.stdout)


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="only Linux tells a process's own peak")
@pytest.mark.parametrize(("format_", "most"), [("csv", 200_000), ("xlsx", 50_000)])
def test_many_times_the_rows_take_no_more_memory(format_, most, owner, company, scope):
    peaks = []
    for rows in (1_000, most):
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM analytics_dailymetric")
            cursor.execute(_FILL, [company.pk, rows])
        job = asked(owner, format=format_)
        Job.objects.update(run_after=datetime(2020, 1, 1, tzinfo=UTC))  # the other process lives by the real clock
        peaks.append(peak(job))
        job.refresh_from_db()
        assert job.result["rows"] == rows
    assert peaks[1] - peaks[0] < 12 * MEGABYTE
