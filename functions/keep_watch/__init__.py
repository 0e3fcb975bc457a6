"""What is overdue, unsettled or past its time."""
