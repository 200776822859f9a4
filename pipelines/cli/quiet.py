"""Imported before Beam, which says at each import that Google's client libraries are missing: nobody here uses them."""

import logging

logging.getLogger().addFilter(lambda record: not str(record.msg).startswith("apitools not found"))
