"""Versioned reference lists: data files of our own, and pure look-ups over them.

Nothing is read at import; each list is read once, when it is first asked for. `data/lists.toml` names every list with
its version, the day from which it holds and its source.
"""
