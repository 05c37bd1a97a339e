"""A finished edition → whether it is sound: our own checks of its structure, and the public validators."""
