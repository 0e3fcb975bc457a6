"""What wakes somebody, and what they see: the alarms and the dashboard, written into the template from here."""
