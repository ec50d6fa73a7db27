"""The assistant without any service: it reads pages by their structure and their words, on this machine alone."""

from ai.offline.brief import brief
from ai.offline.extraction import extract

__all__ = ["brief", "extract"]
