from pathlib import Path

from snowballstemmer import stemmer

STEM = stemmer("english").stemWord
LINES = (Path(__file__).parent / "model" / "words.txt").read_text().splitlines()
WEIGHTS = {STEM(word): float(weight) for word, weight in map(str.split, LINES)}


def handler(event, context):
    return {"score": sum(WEIGHTS.get(STEM(word), 0) for word in event["text"].split())}
