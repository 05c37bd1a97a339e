"""What the tests look at finished books with: validators, and a real reading engine."""
