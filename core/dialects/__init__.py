"""The five traditions: how each door words its errors. A door only translates; the rules stand elsewhere."""

from core.dialects.base import Dialect, Refusal
from core.dialects.native import NATIVE
from core.dialects.partner import PARTNER

__all__ = ["NATIVE", "PARTNER", "Dialect", "Refusal"]
