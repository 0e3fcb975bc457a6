"""The demo recording: its script, and how it is made."""
