"""The links that mails carry; a token for one opens nothing of another."""

from datetime import timedelta

NOTE_LINK = "note"
STOP_LINK = "stop"
ADDRESS_LINK = "address"
OPEN_LINK = "open"  # lets one more browser read; once
READING_LINK = "reading"  # never in a mail: made by a press, so a page may be shown again for a while
OPEN_LIFE = timedelta(days=1)
STOP_LIFE = timedelta(days=365)  # much longer than a note's link: an old mail must still be able to stop the notes
