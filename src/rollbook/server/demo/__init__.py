"""The demo's account: a company of sixty, with two years of training behind it and a fortnight of calls."""
