"""The two links a mail carries; a token for one opens nothing of the other."""

NOTE_LINK = "note"
STOP_LINK = "stop"
