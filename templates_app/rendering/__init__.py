"""Pure rendering: from what an author wrote and a person's values to the message that a channel sends.

Nothing here knows of the database, of requests or of the network. A template is untrusted input: it reaches the values
that it is given, and nothing else.
"""
