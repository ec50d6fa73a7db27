"""Own tracking: addresses that count clicks and opens, tag what they lead to, and tell people from machines."""
