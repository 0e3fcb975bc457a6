"""A folder put on the path of the decoding child; nothing imports it otherwise."""
