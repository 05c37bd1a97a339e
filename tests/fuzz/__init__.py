"""Books that chance makes: what they are made of, what must be true of each, and longer runs."""
