"""Texts put together from pieces: the punctuation between them is translated too."""

from functools import reduce


def listed(env, texts):
    """The texts as one enumeration: "Anna, Ben"; "" if there is none."""
    texts = list(texts)
    if not texts:
        return ""
    pair = lambda left, right: env._("%(left)s, %(right)s", left=left, right=right)  # noqa: E731
    return reduce(pair, texts)


def labelled(env, label, text):
    """A text under its label: "Response time: no data"; without one, the text."""
    return env._("%(label)s: %(text)s", label=label, text=text) if label else text
