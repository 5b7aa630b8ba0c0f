"""The losses, in backend-neutral Keras ops. All return one value per photo, shape (batch,)."""

from __future__ import annotations

from typing import Any

from keras import ops

_FORBIDDEN = -1e9


def allowed_set_loss(logits: Any, allowed: Any) -> Any:
    """-log of the probability of the allowed set: the cross-entropy where a label names several classes at once
    (Cour, Sapp & Taskar 2011, "Learning from Partial Labels"). With one allowed class it is plain cross-entropy.

    logits: (batch, classes); allowed: (batch, classes), 1 where the class counts as right, at least one a row.
    """
    within = ops.where(allowed > 0, logits, _FORBIDDEN)
    return ops.logsumexp(logits, axis=-1) - ops.logsumexp(within, axis=-1)


def known_label_loss(logits: Any, codes: Any, smoothing: float = 0.05) -> Any:
    """Cross-entropy with label smoothing (Szegedy et al. 2016), 0 where the code is -1 (not known).

    logits: (batch, classes); codes: (batch,) integers.
    """
    known = ops.cast(codes >= 0, logits.dtype)
    log_probabilities = ops.log_softmax(logits, axis=-1)
    targets = ops.one_hot(ops.maximum(codes, 0), logits.shape[-1], dtype=logits.dtype)
    targets = targets * (1.0 - smoothing) + smoothing / logits.shape[-1]
    return -known * ops.sum(targets * log_probabilities, axis=-1)


def title_words_loss(logits: Any, words: Any) -> Any:
    """Cross-entropy against a uniform distribution over the words that the shop says of a photo (Joulin et al. 2016), 0
    where it says none.

    logits: (batch, words); words: (batch, words), 1 for each word said.
    """
    count = ops.sum(words, axis=-1)
    return -ops.sum(words * ops.log_softmax(logits, axis=-1), axis=-1) / ops.maximum(count, 1.0)


def instance_loss(
    shop: Any, shopper: Any, products: Any, others: Any, other_products: Any, temperature: float = 0.07
) -> Any:
    """InfoNCE (van den Oord et al. 2018) in both directions, as in NT-Xent (Chen et al. 2020): the catalogue view
    and the shopper-like view of one product find each other among the batch's other products, and the shopper-like view
    finds it also among `others`, catalogue views of earlier batches (cross-batch memory, Wang et al. 2020).

    shop, shopper: (products, dim), rows of length 1, in the same order; products: (products,) integers that name them;
    others: (n, dim) and other_products: (n,) likewise. What is the same product is never held against it.
    """

    def same(theirs: Any, ours: Any = products) -> Any:
        return ops.expand_dims(ours, 1) == ops.expand_dims(theirs, 0)

    logits = ops.matmul(shopper, ops.transpose(shop)) / temperature
    right = ops.diagonal(logits)
    row = ops.cumsum(ops.ones_like(products))  # not ops.eye: inside a TensorFlow graph their number is not known
    itself = same(row, row)
    logits = ops.where(ops.logical_and(same(products), ops.logical_not(itself)), _FORBIDDEN, logits)
    elsewhere = ops.matmul(shopper, ops.transpose(others)) / temperature
    elsewhere = ops.where(same(other_products), _FORBIDDEN, elsewhere)
    finds = ops.logsumexp(ops.concatenate([logits, elsewhere], axis=1), axis=1)
    return (finds + ops.logsumexp(logits, axis=0)) / 2 - right
