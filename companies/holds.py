"""Companies on hold: what comes in is kept, and nothing goes out until the hold is lifted."""

from companies.models import Company
from core.errors import ConflictError

ON_HOLD = "COMPANY_ON_HOLD"
WHY = "The company is on hold."
_REFUSAL = "The company is on hold: nothing is sent or published until the hold is lifted."


def check(company: Company) -> None:
    """Refuse what would go out.

    Args:
        company: as it is now.

    Raises:
        ConflictError: it is on hold (`ON_HOLD`).
    """
    if company.on_hold_since is not None:
        raise ConflictError(_REFUSAL, code=ON_HOLD)


def is_on_hold(company_id: int) -> bool:
    """Whether a company is on hold now."""
    return Company.objects.filter(pk=company_id, on_hold_since__isnull=False).exists()
