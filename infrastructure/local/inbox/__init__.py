"""A local inbox: every mail the stack sent, shown as a mail program would, in a browser on this machine."""

from infrastructure.local.inbox.door import Inbox

__all__ = ["Inbox"]
