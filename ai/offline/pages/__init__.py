"""Reading landing pages by their structure and their words."""
