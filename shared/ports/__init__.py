"""What the services need from the world, by role; the adapters answer."""

from shared.ports.clients import Clients, Consents, Declarations, Holds
from shared.ports.keeping import Erasures, Trail
from shared.ports.ledger import Ledger, Notices, Prompts, Sessions
from shared.ports.objects import Keys, Uploads, Vault, WorkingRoom
from shared.ports.reading import Clips, Likeness, NoteWriter, SessionReader, SoundSplitter, SpeechEngine
from shared.ports.rehearsing import Rehearsals
from shared.ports.sending import Links, Mail, Mailer, MailPause, MailSwitch, Outbox
from shared.ports.threads import Replies, Threads
from shared.ports.time import Clock

__all__ = [
    "Clients",
    "Clips",
    "Clock",
    "Consents",
    "Declarations",
    "Erasures",
    "Holds",
    "Keys",
    "Ledger",
    "Likeness",
    "Links",
    "Mail",
    "MailPause",
    "MailSwitch",
    "Mailer",
    "NoteWriter",
    "Notices",
    "Outbox",
    "Prompts",
    "Rehearsals",
    "Replies",
    "SessionReader",
    "Sessions",
    "SoundSplitter",
    "SpeechEngine",
    "Threads",
    "Trail",
    "Uploads",
    "Vault",
    "WorkingRoom",
]
