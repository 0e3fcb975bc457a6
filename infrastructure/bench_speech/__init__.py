"""Measures the speech path: ratios of CPU time taken in one run, so that a busy machine changes little."""
