"""Word trigrams: how much of a known text is found again in another one, whatever their layouts."""

import collections
import re
import unicodedata


def words(text):
    """Letters and digits, in lower case; what stands between them does not count."""
    return re.findall(r"\w+", unicodedata.normalize("NFKC", text).lower())


def trigrams(text):
    found = words(text)
    return collections.Counter(zip(found, found[1:], found[2:]))


def recall(truth, found):
    """The share of the truth's trigrams that are found, each as often as it is there; None of a
    truth that has no three words."""
    want, have = trigrams(truth), trigrams(found)
    return sum((want & have).values()) / sum(want.values()) if want else None
