"""A plausible year of fictitious procurements: source documents, and the ledger of what they must lead to.

The documents go through the same door as anybody's. The ledger is written by the situations themselves, from the
counting rules, and never by the code that reads the documents; that is what makes the two worth comparing.
"""

from demo.ledger import Ledger
from demo.year import write

__all__ = ["Ledger", "write"]
