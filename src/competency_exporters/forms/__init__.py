"""Forms to fill in: a framework without answers, or with those to go on from."""
