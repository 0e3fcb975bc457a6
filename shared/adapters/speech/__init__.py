"""Recognisers: each turns one part of the sound into words with times."""
