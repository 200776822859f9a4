"""Beam wiring, one PTransform a file; each unpacks a block, calls one function, yields."""
