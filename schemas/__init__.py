"""What shape does it have? Records as they arrive, tables as they are kept. Imports nothing of ours."""
