"""Reads a session as a discourse: what was opened, what happened next, and what stayed open.

Nothing is imported here: steps that only show a brief use the plain pieces, and carry no numpy.
"""
