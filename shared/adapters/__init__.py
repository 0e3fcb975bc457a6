"""The ports, answered with AWS and with kept libraries: the technology comes first in each name."""
