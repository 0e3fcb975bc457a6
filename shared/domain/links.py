"""The links that mails carry; a token for one opens nothing of another."""

NOTE_LINK = "note"
STOP_LINK = "stop"
ADDRESS_LINK = "address"
