"""A source in the forms that other programs read, made from the one CSL-JSON item that stands for it."""
