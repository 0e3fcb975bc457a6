"""How the embedded reading is trained and judged; nothing here runs in the cloud."""
