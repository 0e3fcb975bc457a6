"""The links that mails carry; a token for one opens nothing of another."""

NOTE_LINK = "note"
STOP_LINK = "stop"
ADDRESS_LINK = "address"
READING_LINK = "reading"  # never in a mail: made by a press, so a page may be shown again for a while
