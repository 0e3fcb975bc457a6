"""What a client can do behind a mail's link; looking never changes anything."""
