"""Pins what is installed, and builds what is deployed."""
