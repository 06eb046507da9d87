"""What can happen to sources: registered, captured or uploaded, related, withheld."""
