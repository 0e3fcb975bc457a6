"""Tests of the local stack; a package, so that they share one running stack."""
