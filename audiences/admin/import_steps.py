"""The way into an import: the file, then a look at its columns, then the start."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from phonenumbers import SUPPORTED_REGIONS, country_code_for_region

from audiences import importing
from audiences.importing import mapping, preview
from audiences.models import Import, Known
from companies.office.base import OfficeAdmin, company_in_front
from companies.office.words import page_of
from core.channels import Channel
from core.errors import DomainError, InvalidError

LIST = "admin:audiences_import_changelist"
EXAMPLES = 3
LONGEST_EXAMPLE = 60
_NAMES = {
    "NO": "Norway",
    "SE": "Sweden",
    "DK": "Denmark",
    "FI": "Finland",
    "IS": "Iceland",
    "GB": "United Kingdom",
    "IE": "Ireland",
    "DE": "Germany",
    "NL": "Netherlands",
    "FR": "France",
    "ES": "Spain",
    "IT": "Italy",
    "PL": "Poland",
    "EE": "Estonia",
    "LV": "Latvia",
    "LT": "Lithuania",
    "US": "United States",
}
_KNOWN_HELP = {
    Known.UPDATE: "Cells with something in them replace what was there; empty ones change nothing.",
    Known.KEEP: "They only join the group.",
}


def upload(admin: OfficeAdmin, request: HttpRequest) -> HttpResponse:
    """The form for a file; posted, the file is kept and looked at."""
    company, problem = company_in_front(request), ""
    if request.method == "POST":
        file = request.FILES.get("file")
        try:
            if file is None:
                raise InvalidError("Choose a file.")
            found = importing.upload(company_id=company.pk, name=file.name or "", parts=file.chunks())
            return HttpResponseRedirect(page_of(found))
        except DomainError as error:
            problem = error.message
    most = importing.MOST_BYTES // 1024 // 1024
    context = {"title": "Import contacts", "problem": problem, "back": reverse(LIST), "most": most, "is_subpage": True}
    return _page(admin, request, "import_upload.html", context)


def prepare(admin: OfficeAdmin, request: HttpRequest, import_: Import) -> HttpResponse:
    """The beginning of a file with where its columns go; posted, it is read anew, tried out or started."""
    problem, said = "", dict[str, str]()
    if request.method == "POST":
        said = {name: str(value) for name, value in request.POST.items()}
        try:
            if answer := _do(request, import_, said):
                return answer
        except DomainError as error:
            problem = error.message
    return _page(admin, request, "import_prepare.html", _shown(import_, said, problem))


def _do(request: HttpRequest, import_: Import, said: dict[str, str]) -> HttpResponse | None:
    if "look" in said:
        how = importing.Dialect(said.get("encoding", ""), _delimiter(said.get("delimiter", "")))
        importing.read_as(import_=import_, how=how)
        return HttpResponseRedirect(page_of(import_))
    if "start" in said:
        importing.start(import_=import_, wishes=_wishes(import_, said))
        messages.success(request, "The import has begun. You may leave this page.")
        return HttpResponseRedirect(page_of(import_))
    mapping.check(_columns(import_, said))
    return None


def _delimiter(name: str) -> str:
    """By the word on the page: browsers do not keep a tab in a value."""
    return next((sign for sign, word in importing.DELIMITERS.items() if word == name), "")


def _wishes(import_: Import, said: Mapping[str, str]) -> importing.Wishes:
    ticked = [channel for channel in importing.CONSENTS if f"consent-{channel}" in said]
    return importing.Wishes(
        columns=_columns(import_, said),
        known=said.get("known", ""),
        region=said.get("region", ""),
        group=said.get("group", "").replace("\x00", ""),
        consent={str(channel): said.get("source", "") for channel in ticked},
    )


def _columns(import_: Import, said: Mapping[str, str]) -> list[mapping.Column]:
    found = []
    for index in range(len(import_.headers)):
        target = said.get(f"target-{index}", "")
        name = " ".join(said.get(f"name-{index}", "").split()) if target in mapping.ATTRIBUTES else ""
        found.append(mapping.Column(target, name))
    return found


def _shown(import_: Import, said: dict[str, str], problem: str) -> dict[str, Any]:
    """What the page says; what the person said last stays."""
    seen = preview.look(import_)
    columns = _columns(import_, said) if said else mapping.restored(import_.mapping)
    region = said.get("region") if said else _last_region()
    problems = [] if problem else preview.try_out(seen, columns, region or "")
    return {
        "title": f"Import {import_.name}",
        "original": import_,
        "problem": problem,
        "here": page_of(import_),
        "back": reverse(LIST),
        "discard": reverse("admin:audiences_import_do", args=[import_.pk, "discard"]),
        "lines": max(1, import_.lines - import_.lines_done - 1),
        "encodings": [(key, name, key == import_.encoding) for key, name in importing.ENCODINGS.items()],
        "delimiters": [(name, sign == import_.delimiter) for sign, name in importing.DELIMITERS.items()],
        "rows": _rows(seen, columns),
        "fields": mapping.FIELDS,
        "attributes": mapping.ATTRIBUTES,
        "looks_like_data": any("@" in header for header in seen.headers),
        "seen": len(seen.rows),
        "problems": [*seen.problems, *problems],
        "regions": _regions(region or ""),
        "known": [
            (value, name, _KNOWN_HELP[Known(value)], said.get("known", Known.UPDATE) == value)
            for value, name in Known.choices
        ],
        "consents": [(str(one), Channel(one).label, f"consent-{one}" in said) for one in importing.CONSENTS],
        "said": said,
    }


def _rows(seen: preview.Preview, columns: list[mapping.Column]) -> list[dict[str, Any]]:
    """A line of the page for each column of the file, with the first cells that say something."""
    examples = defaultdict[int, list[str]](list)
    for _, cells in seen.rows:
        for index, cell in enumerate(cells[: len(columns)]):
            text = " ".join(cell.split())[:LONGEST_EXAMPLE]
            if text and len(examples[index]) < EXAMPLES and text not in examples[index]:
                examples[index].append(text)
    return [
        {"index": index, "header": header, "examples": examples[index], "column": columns[index]}
        for index, header in enumerate(seen.headers)
    ]


def _regions(chosen: str) -> list[tuple[str, str, bool]]:
    """Countries by name, then all others by their codes."""
    others = sorted(set(SUPPORTED_REGIONS) - set(_NAMES))
    return [
        (code, f"{_NAMES.get(code, code)} (+{country_code_for_region(code)})", code == chosen)
        for code in (*_NAMES, *others)
    ]


def _last_region() -> str:
    """The country that the last import had."""
    rows = Import.objects.exclude(region="").order_by("-created_at", "-pk")
    return rows.values_list("region", flat=True).first() or ""


def consents_in_words(consent: Mapping[str, str]) -> str:
    """What was said of consent."""
    return "; ".join(f"{Channel(channel).label}: {source}" for channel, source in consent.items())


def to_list(request: HttpRequest, words: str) -> HttpResponse:
    """Back to the list, with a word about what happened."""
    messages.success(request, words)
    return HttpResponseRedirect(reverse(LIST))


def _page(admin: OfficeAdmin, request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    frame = {**admin.admin_site.each_context(request), "opts": admin.opts}
    return TemplateResponse(request, f"office/audiences/{template}", {**frame, **context})
