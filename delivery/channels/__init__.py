"""The ways out: one small adapter for each protocol, behind a base of four methods."""
