"""The garbage collector rests while the tests are collected; `conftest.py` lets it work again."""

import gc

gc.disable()
