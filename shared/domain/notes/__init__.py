"""From an open thread to a note a client may keep, and to the therapist's brief before the next session."""
