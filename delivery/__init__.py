"""What goes out: messages and posts."""
