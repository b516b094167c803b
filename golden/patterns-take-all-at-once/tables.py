def years(rows):
    return sorted(row["year"] for row in rows)
