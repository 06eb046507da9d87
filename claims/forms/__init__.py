"""The shape of what editors type; the rules of the record are in the actions."""
