"""Pure functions: no Beam, no boto3, no clock, no randomness, no files, no logging."""
