"""What the Analytics page is asked for: read from its address alone, so that it can be kept and shared.

What makes no sense there is named, and something sensible is shown in its place.
"""

from collections.abc import Container
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import QueryDict

from analytics import periods
from analytics.admin.days import DAYS, OWN, USUAL, day_of, period_of
from analytics.metrics import METRICS
from analytics.periods import Period, Step
from analytics.queries import RANKING, Cut
from campaigns.channels import CHANNELS
from campaigns.models import Campaign, Origin
from core.errors import InvalidError

MOST_COMPARED = 8
LONGEST_SEARCH = 255
# From here on a point for each day is neither drawn nor read well.
MOST_BY_DAY, MOST_BY_WEEK = 100, 400


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody wants to see.

    Args:
        days: a key of `DAYS`, or `OWN` for days of their own.
        period: the days that this comes to.
        step: how long each point of the chart is.
        metric: what the chart shows.
        rank: what the best content is ranked by.
        campaign: only this one's numbers.
        platform: only this one's.
        family: only this one's.
        beside: primary keys of campaigns that are compared.
        search: part of the name of a campaign that is looked for.
        said: what the address says, without what makes no sense.
        problems: what made no sense in it.
    """

    days: str
    period: Period
    step: Step
    metric: str = "impressions"
    rank: str = "engagement"
    campaign: Campaign | None = None
    platform: str = ""
    family: str = ""
    beside: tuple[int, ...] = ()
    search: str = ""
    said: dict[str, list[str]] = field(default_factory=dict)
    problems: tuple[str, ...] = ()

    @property
    def cut(self) -> Cut:
        """The part of the numbers that it is about."""
        return Cut(
            self.period,
            campaigns=[self.campaign.pk] if self.campaign else (),
            platforms=[self.platform] if self.platform else (),
            families=[self.family] if self.family else (),
        )

    def address(self, **changes: object) -> str:
        """The query string of this question with some changes; None or an empty value takes one out."""
        said: dict[str, object] = {**self.said, **changes}
        return "?" + urlencode({name: value for name, value in said.items() if value}, doseq=True)

    def hidden(self, *without: str) -> list[tuple[str, str]]:
        """What a form that asks for something else has to carry along."""
        return [(name, value) for name, values in self.said.items() if name not in without for value in values]


def read(said: QueryDict, today: date) -> Question:
    """A question from an address.

    Args:
        today: in the company's zone.
    """
    return _Reader(said, today).question()


class _Reader:
    """Reads one parameter after the other, and keeps what was wrong."""

    def __init__(self, said: QueryDict, today: date) -> None:
        self.said = said
        self.today = today
        self.kept: dict[str, list[str]] = {}
        self.problems: list[str] = []

    def question(self) -> Question:
        days, period = self._period()
        return Question(
            days=days,
            period=period,
            step=self._step(period),
            metric=self._choice("metric", METRICS, "impressions", "There is no such metric: impressions are shown."),
            rank=self._choice("rank", RANKING, "engagement", "Nothing is ranked by that: engagement ranks."),
            campaign=self._campaign(),
            platform=self._choice("platform", CHANNELS, "", "There is no such platform: all are shown."),
            family=self._choice("family", Origin.values, "", "There is no such family: all are shown."),
            beside=self._beside(),
            search=self._search(),
            said=self.kept,
            problems=tuple(self.problems),
        )

    def _choice(self, name: str, choices: Container[str], usual: str, problem: str) -> str:
        value = self.said.get(name, "")
        if value and value not in choices:
            self.problems.append(problem)
            return usual
        if value and value != usual:
            self.kept[name] = [value]
        return value or usual

    def _period(self) -> tuple[str, Period]:
        asked = self.said.get("days", "")
        if asked == OWN or (not asked and (self.said.get("from") or self.said.get("to"))):
            return self._own_period()
        choice = self._choice("days", DAYS, USUAL, "There is no such period: the last 30 days are shown.")
        return choice, period_of(choice, self.today)

    def _own_period(self) -> tuple[str, Period]:
        try:
            start, end = (day_of(self.said.get(name, "")) for name in ("from", "to"))
            found = periods.checked(start=start, end=end, today=self.today)
        except InvalidError as error:
            self.problems.append(f"{error.message} The last 30 days are shown.")
            return USUAL, period_of(USUAL, self.today)
        self.kept |= {"from": [found.start.isoformat()], "to": [found.end.isoformat()]}
        return OWN, found

    def _step(self, period: Period) -> Step:
        usual = Step.DAY if period.days <= MOST_BY_DAY else Step.WEEK if period.days <= MOST_BY_WEEK else Step.MONTH
        step = Step(self._choice("step", list(Step), usual, "A chart goes by day, week or month."))
        if step is Step.DAY and period.days > MOST_BY_WEEK:
            self.problems.append(f"More than {MOST_BY_WEEK} days are not shown day by day.")
            del self.kept["step"]
            return usual
        return step

    def _campaign(self) -> Campaign | None:
        asked = self.said.get("campaign", "")
        if not asked:
            return None
        found: Campaign | None = _campaigns(_numbers([asked])).first()
        if found is None:
            self.problems.append("There is no such campaign: all are shown.")
        else:
            self.kept["campaign"] = [asked]
        return found

    def _beside(self) -> tuple[int, ...]:
        asked = list(dict.fromkeys(self.said.getlist("beside")))
        if not asked:
            return ()
        found = set(_campaigns(_numbers(asked)).values_list("pk", flat=True))
        chosen = [pk for pk in _numbers(asked) if pk in found]
        if len(chosen) < len(asked):
            self.problems.append("A campaign that was to be compared is not there.")
        if len(chosen) > MOST_COMPARED:
            self.problems.append(f"At most {MOST_COMPARED} campaigns are compared.")
        chosen = chosen[:MOST_COMPARED]
        self.kept["beside"] = [str(pk) for pk in chosen]
        return tuple(chosen)

    def _search(self) -> str:
        found = " ".join(self.said.get("q", "").split())[:LONGEST_SEARCH]
        if found:
            self.kept["q"] = [found]
        return found


def _numbers(texts: list[str]) -> list[int]:
    """Those that can be primary keys."""
    return [int(text) for text in texts if text.isascii() and text.isdecimal() and len(text) <= 18]


def _campaigns(keys: list[int]) -> QuerySet[Campaign]:
    return Campaign.objects.filter(pk__in=keys, deleted_at=None)
