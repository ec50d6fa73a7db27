"""What every page of the back office is made of: rights, cards, words, history."""
