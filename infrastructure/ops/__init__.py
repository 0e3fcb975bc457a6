"""What an operator does at a standing stack, here or on AWS: look, redrive, reconcile, pause, erase, drill."""
