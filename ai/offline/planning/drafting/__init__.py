"""Drafts from nothing but what was given: material, sentences around it, and the days to publish them on."""
