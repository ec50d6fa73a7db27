"""A month of traffic against the real arithmetic of pacing: no database, no clock, every draw from a seed."""
