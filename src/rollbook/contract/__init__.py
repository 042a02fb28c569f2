"""The language contracts are written in: methods, rules, tags, rows, judging, errors, answers."""
