"""The sheets' face: the cells of a spreadsheet become the texts of a contract's tags, and results become a sheet."""
