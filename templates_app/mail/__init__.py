"""E-mails made ready when they are saved, so that sending only fills them: clean HTML, styles in place, a text."""
