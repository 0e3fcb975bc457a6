"""The therapist's door."""
