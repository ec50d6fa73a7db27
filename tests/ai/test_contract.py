"""Results: checked, cleaned and capped whichever assistant makes them."""

from decimal import Decimal

import pytest
from pydantic import ValidationError

from ai.contract import Extraction, Fact, Price


def test_texts_are_cleaned_and_capped() -> None:
    result = Extraction(headline="A\x00b " + "x" * 400, description="y " * 3000, key_points=["z" * 300])
    assert result.headline is not None and result.headline.startswith("Ab x") and len(result.headline) == 300
    assert result.description is not None and len(result.description) <= 2000
    assert len(result.key_points[0]) == 200


def test_an_amount_is_a_string_in_json() -> None:
    assert Price(amount=Decimal("12.50"), currency="NOK").model_dump(mode="json")["amount"] == "12.50"


@pytest.mark.parametrize(
    "wrong",
    [
        {"price": {"amount": "-1"}},
        {"price": {"amount": "1", "currency": "kr"}},
        {"language": "nob"},
        {"key_points": ["a"] * 6},
        {"images": ["https://x.example/"] * 21},
        {"unknown": 1},
    ],
)
def test_what_breaks_the_contract_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Extraction.model_validate(wrong)


def test_a_fact_has_a_label_and_a_value() -> None:
    assert Fact(label=" Bedrooms ", value="3").model_dump() == {"label": "Bedrooms", "value": "3"}
