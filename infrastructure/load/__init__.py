"""Many uploads at once on the local stack: that nothing is lost or sent twice, how long it takes, what it costs."""
