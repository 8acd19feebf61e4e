"""The trust model "beta-habit-2": the reference model's formula, with more to lean on where a pair itself says little.

To the habits of the two sides it adds those of their sorts, how their two countries treat each other, and the word of
third sides that the giver has been kind to; to the slow memory a quick one, which can tell late conduct too. Everything
stays a sum of listed terms.
"""
