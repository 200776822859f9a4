"""The embedded AWS: what `twoway demo` and the tests run against instead of an account."""
