"""Books by people who wish us ill: each trick is a table of a .toml file, laid out as a book's folder."""
