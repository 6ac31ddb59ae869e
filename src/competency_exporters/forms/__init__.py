"""Forms: a framework as questions that a person answers, on a screen or on paper."""
