"""A finished edition → whether it is sound, by our own checks and by the public validators."""
