"""Run any SAM template's functions on this machine, unchanged, with moto for AWS and no Docker."""
