"""Files: CSV, XLSX, XLS and ODS, read in a child process into rows of typed cells."""
