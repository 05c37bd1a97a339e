"""Small books in five languages, and how the tests of collation make editions of them."""
