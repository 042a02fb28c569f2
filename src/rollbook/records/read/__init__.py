"""What the reports ask: one file a noun; the rows come back by the wire's tags."""
