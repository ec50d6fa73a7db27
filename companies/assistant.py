"""The assistant of a company."""

from ai import offline
from ai.choosing import Desk
from companies.models import Company


def desk(company: Company) -> Desk:
    """Who answers for a company: its language model where it has one, else the offline assistant.

    Args:
        company: whose budget and wishes count.
    """
    return Desk(offline=offline)
