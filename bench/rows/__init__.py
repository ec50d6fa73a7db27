"""The rows: one module for each piece of work."""
