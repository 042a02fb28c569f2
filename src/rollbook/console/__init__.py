"""The console: web pages for people. A face like the others: what a page does is a call, with the same contracts."""
