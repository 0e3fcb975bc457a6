"""What a therapist can see and do, each on own clients only."""
