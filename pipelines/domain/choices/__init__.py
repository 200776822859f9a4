"""What a customer chose among what was offered: `choose` decides; the other files are how people say times and places."""
