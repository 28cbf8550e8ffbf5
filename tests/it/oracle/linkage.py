#!/usr/bin/env python3
"""Write linkage.json: hierarchical merging of 7 points as scipy computes it.

    python3 linkage.py > linkage.json

"heights" are the merge distances in merging order; "merges" the two member
lists joined at each step. "groups" are the flat groups of average linkage at
a threshold: members whose merge distance is at most that threshold.
"""
import json

import numpy as np
import scipy
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import squareform

POINTS = 7
METHODS = ("average", "single", "complete")

rng = np.random.default_rng(20240607)
points = rng.random((POINTS, 4)) ** 3
points /= np.linalg.norm(points, axis=1, keepdims=True)
distance = np.round(1.0 - points @ points.T, 6)
distance = np.triu(distance, 1)
distance = distance + distance.T
condensed = squareform(distance)
assert len(set(condensed)) == len(condensed)  # no ties


def merges(tree):
    members = [[i] for i in range(POINTS)]
    steps = []
    for left, right, _, _ in tree:
        pair = sorted([members[int(left)], members[int(right)]])
        steps.append(pair)
        members.append(sorted(pair[0] + pair[1]))
    return steps


def groups(tree, threshold):
    labels = fcluster(tree, t=threshold, criterion="distance")
    return sorted(np.flatnonzero(labels == g).tolist() for g in set(labels))


trees = {m: linkage(condensed, method=m) for m in METHODS}
heights = trees["average"][:, 2]
# between the 1st and 2nd merge, the 3rd and 4th, the 5th and 6th
thresholds = [round(float((heights[i] + heights[i + 1]) / 2), 4) for i in (0, 2, 4)]

print(json.dumps({
    "made_with": "scipy " + ".".join(scipy.__version__.split(".")[:2]),
    "distance": distance.tolist(),
    "methods": {
        m: {"heights": [float(f"{h:.9g}") for h in t[:, 2]], "merges": merges(t)}
        for m, t in trees.items()
    },
    "average_groups": [
        {"threshold": t, "groups": groups(trees["average"], t)} for t in thresholds
    ],
}, indent=1))
