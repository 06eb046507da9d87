"""The pages of the evidence: works, their snapshots, and how they derive from one another.

A source is public, with its snapshots and derivations, once a published edition of a claim cites it, be it
as a lead; nothing of it before, because a draft must not show through its evidence. People with an account
see every source. What is withheld is shown to nobody: its reason stands in its place.
"""
