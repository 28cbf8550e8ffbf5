#!/usr/bin/env python3
"""Write pca.json: two principal components as scikit-learn computes them.

    python3 pca.py > pca.json

The vectors have length 1 (to 9 digits), are centred and not weighted; each
column of the coordinates is right up to its sign.
"""
import json

import numpy as np
import sklearn
from sklearn.decomposition import PCA

rng = np.random.default_rng(20240608)
vectors = rng.random((6, 5)) ** 2
vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
vectors = np.round(vectors, 9)
model = PCA(n_components=2, svd_solver="full")
coordinates = model.fit_transform(vectors)


def digits(values):
    return [float(f"{v:.9g}") for v in values]


print(json.dumps({
    "made_with": "scikit-learn " + ".".join(sklearn.__version__.split(".")[:2]),
    "vectors": vectors.tolist(),
    "coordinates": [digits(row) for row in coordinates],
    "explained_variance_ratio": digits(model.explained_variance_ratio_),
}, indent=1))
