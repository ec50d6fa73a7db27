"""The five traditions: how each door words its errors. A door only translates; the rules stand elsewhere."""

from core.dialects.agency import AGENCY, AGENCY_READING
from core.dialects.base import Dialect, Refusal
from core.dialects.dsp import DSP_LOGIN, DSP_V2, DSP_V3
from core.dialects.messaging import MESSAGING
from core.dialects.native import NATIVE
from core.dialects.partner import PARTNER

__all__ = [
    "AGENCY",
    "AGENCY_READING",
    "DSP_LOGIN",
    "DSP_V2",
    "DSP_V3",
    "MESSAGING",
    "NATIVE",
    "PARTNER",
    "Dialect",
    "Refusal",
]
