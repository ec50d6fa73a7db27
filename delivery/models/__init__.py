"""Accounts with providers, broadcasts, their runs, and what went out."""

from delivery.models.account import ChannelAccount, OutboxMessage
from delivery.models.activity import Activity
from delivery.models.broadcast import Broadcast, Occurrence, OccurrenceState, ScheduleType
from delivery.models.run import Chunk, RecordState, Run, RunState, SendRecord

__all__ = [
    "Activity",
    "Broadcast",
    "ChannelAccount",
    "Chunk",
    "Occurrence",
    "OccurrenceState",
    "OutboxMessage",
    "RecordState",
    "Run",
    "RunState",
    "ScheduleType",
    "SendRecord",
]
