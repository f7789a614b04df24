"""What is allowed: the states and moves of a measure, who may do what, and what a row may hold."""
