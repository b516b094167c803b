"""Writes cities.db."""

import csv
import sqlite3

with sqlite3.connect("cities.db") as database, open("cities.csv") as file:
    database.execute("CREATE TABLE cities (name TEXT, people INTEGER)")
    database.executemany("INSERT INTO cities VALUES (?, ?)", csv.reader(file))
