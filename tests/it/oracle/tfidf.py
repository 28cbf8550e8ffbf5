#!/usr/bin/env python3
"""Write tfidf.json: tf-idf weights as scikit-learn computes them.

    python3 tfidf.py > tfidf.json
"""
import json

import sklearn
from sklearn.feature_extraction.text import TfidfVectorizer

# With max_df 0.75, "and" (6 of 8) stays and "the" (7 of 8) goes.
DOCUMENTS = [
    "The river carries cold water from the mountain and the valley to the sea.",
    "Cold rain fills the river; and the river floods the valley.",
    "A baker sells bread, and the bread is warm.",
    "Warm bread and cold butter: the baker eats breakfast.",
    "Quartz zithers jangle vexingly.",  # every word occurs here only
    "The Mountain valley sleeps under snow (cold, white snow).",
    "A baker sells bread, and the bread is warm.",  # repeats the third
    "Rain and snow feed the sea; the sea feeds rain, and rain feeds snow!",
]
SETTINGS = [
    {"min_df": 1, "max_df": 1.0},
    {"min_df": 2, "max_df": 0.75},
    {"min_df": 1, "max_df": 1.0, "sublinear_tf": True},
]


def weights(setting):
    vectorizer = TfidfVectorizer(
        token_pattern=r"(?u)\b\w\w+\b", lowercase=True, smooth_idf=True,
        norm="l2", stop_words=None, **setting,
    )
    matrix = vectorizer.fit_transform(DOCUMENTS)
    terms = [str(t) for t in vectorizer.get_feature_names_out()]
    rows = []
    for row in matrix.toarray():
        rows.append({t: float(f"{w:.9g}") for t, w in zip(terms, row) if w})
    return {"sublinear_tf": False, **setting, "terms": terms, "rows": rows}


print(json.dumps({
    "made_with": "scikit-learn " + ".".join(sklearn.__version__.split(".")[:2]),
    "documents": DOCUMENTS,
    "settings": [weights(s) for s in SETTINGS],
}, indent=1))
