"""Everything that can happen to a claim, in the order it happens:

drafting ─► evidence ─► review ─► publication
"""
