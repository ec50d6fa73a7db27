"""E-mail by SMTP (RFC 5321): kept connections, several at once, with pipelining."""
