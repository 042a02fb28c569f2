"""How a contract's rules become one SELECT."""
