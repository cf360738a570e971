"""Every page of the product, once: what pictures are taken of, what is measured and what tests walk through.

An address that answers with a whole page and is not told of here fails `tests/ui/test_every_page.py`.
"""

from tools.pages.catalogue import CUSTOMER, PAGES, Page, chosen
from tools.pages.settled import SETTLED

__all__ = ["CUSTOMER", "PAGES", "SETTLED", "Page", "chosen"]
