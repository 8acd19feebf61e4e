"""The letter that goes with an export: in plain words, what lies here and how to read it."""

from __future__ import annotations

from trustcrm.services.keeping.package import Contents

_WORDS = """\
This folder holds what an office recorded with TrustCRM, a program for relations between cities. No program of ours is
needed to read it.

WHAT LIES HERE
{missing}
  csv/               each table as CSV: UTF-8, commas, a header, lines ending in CR LF. Opens in any spreadsheet.
  json/              the same tables as JSON Lines: one row a line, an object with a key for each column.
  datapackage.json   what each table and column means, its type, its keys: a Frictionless Data Package
                     (https://datapackage.org), with the size and the SHA-256 of each file.
  SHA256SUMS         the sums of all files; `sha256sum -c SHA256SUMS` tells whether any was changed.

A table without rows has a CSV file only. Either form is missing where it was not asked for.

HOW TO READ A CELL OF THE CSV FILES

An empty cell means that nothing was recorded. A cell that begins with an apostrophe holds text that a spreadsheet might
run as a formula (it begins with = + - @, a tab or a line break), or text that is empty: take one apostrophe away where
what follows, after any more apostrophes, is nothing or one of these characters. Numbers and days are never changed.
Lists are in square brackets, as JSON has them. Days are written 2020-06-30, hours 14:30:00, true and false as such.

WHERE TO BEGIN

city, organisation and person are whom the office deals with; tie is a lasting relation between two of them. What
happened stands in interaction (and participant), what was given in contribution and step, what was witnessed in signal,
what was signed in agreement. Columns that end in _id hold the id of a row of another table: giver_id, receiver_id,
one_id, other_id and side_id that of a city or an organisation, which share their ids. A row whose column withdrawn is
true was marked wrong and counts for nothing.

change and block are the journal: who changed what and when, and how each row was before and after. act holds the
evidence of every reading, pair_sum and side_sum the sums of it, standing how many records each noun has; these,
day, folded_name and search_text follow from the other tables and could be left behind.

An export that is whole is made an office again by `trustcrm --db NEW.db db restore FOLDER`.

TABLES AND HOW MANY ROWS

{tables}
"""


def letter(contents: Contents) -> str:
    """Return the letter that goes with an export."""
    width = max(len(shape.name) for shape, _, _ in contents.tables)
    tables = (f"  {shape.name.ljust(width)}  {rows}" for shape, rows, _ in contents.tables)
    missing = f"\n{_broken(contents.left_out)}\n" if contents.left_out else ""
    return _WORDS.format(missing=missing, tables="\n".join(tables))


def _broken(words: str) -> str:
    import textwrap

    return "\n".join(textwrap.wrap(words, 118))
