"""What the machine could do: the same work without the house around it, and as a textbook would write it."""
