import csv
import sys

import joblib
from sklearn.linear_model import LinearRegression

rows = list(csv.DictReader(open(sys.argv[1])))
model = LinearRegression().fit([[float(r["size"])] for r in rows], [float(r["price"]) for r in rows])
joblib.dump(model, sys.argv[2])
