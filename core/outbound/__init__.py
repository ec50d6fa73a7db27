"""The rooms behind `core.http`: budget, guarded transport, body, redirects, and the words for faults."""
