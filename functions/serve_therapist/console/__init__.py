"""The therapist's console: pages for a browser; each has a module, a template and a test of one name."""
