"""A model's server, and a desk that asks it."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import pytest

from ai.choosing import Desk
from ai.llm import Asker, LanguageModel, Settings
from tests.ai.llm.desk import KEY, Books, Offline
from tests.ai.llm.server import Model, serving


@pytest.fixture
def model() -> Iterator[Model]:
    with serving() as running:
        yield running


@pytest.fixture
def books() -> Books:
    return Books()


Make = Callable[..., Desk]


@pytest.fixture
def make(model: Model, books: Books) -> Make:
    """A desk whose model is the server."""

    def build(**given: Any) -> Desk:
        fields: dict[str, Any] = {
            "provider": "openai",
            "model": "test-model",
            "base_url": model.url,
            "api_key": KEY,
            "timeout": 5.0,
            "max_tokens": 500,
            "price_in": Decimal("2.50"),
            "price_out": Decimal(10),
            "backoff": 0.01,
        }
        settings = Settings(**{**fields, **given})
        asker = Asker(settings, budget=books, recorder=books)
        language_model = LanguageModel(asker, offline=Offline(), channels=("x", "linkedin", "blog", "youtube"))
        return Desk(offline=Offline(), model=language_model)

    return build


@pytest.fixture
def desk(make: Make) -> Desk:
    return make()
