"""Last step: an approved note becomes a mail."""
