"""The benchmark: every figure is a ratio against a limit that is measured in the same run. `docs/performance.md`."""
