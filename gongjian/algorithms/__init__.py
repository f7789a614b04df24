"""What needs no Django: pure functions over frozen dataclasses, each with its page in docs/algorithms/."""
