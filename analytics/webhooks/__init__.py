"""Webhooks of providers: a door of its own, which translates what they send into events. `sources` holds its rules."""
