"""What follows from the facts, kept beside them: names, words, acts, sums and counts; none of it is a fact of its own.

Readers want a few words of this room; what writes it, `derivation`, is imported by whoever writes.
"""
