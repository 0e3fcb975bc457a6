"""Measures the flow on the local stack, everything but speech; prints a table and keeps nothing."""
