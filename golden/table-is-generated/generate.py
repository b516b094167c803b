"""Writes the distances between all words."""

import json

from rapidfuzz.distance import Levenshtein

with open("words.txt") as file:
    words = file.read().split()
table = {a: {b: Levenshtein.distance(a, b) for b in words} for a in words}
with open("table.json", "w") as file:
    json.dump(table, file, sort_keys=True)
