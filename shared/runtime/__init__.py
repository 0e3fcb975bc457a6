"""Where the functions meet Lambda: settings, wiring, batches, telemetry."""
