"""What all ways of sending e-mail share."""
