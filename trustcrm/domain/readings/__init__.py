"""What is read of a pair of sides: trust, goodwill, reciprocity and their companions, each a sum of listed evidence.

Every figure here is a pure function of acts, constants and a day. Nothing reads a clock, a database or a screen; a
store that keeps `PairSums`, `SideSums` and `Totals` materialised reads through the very same `read_pair` as the
trust model "beta-habit" does from bare acts.
"""
