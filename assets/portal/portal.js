// Small enhancements of the residents’ pages; every page works without this file.
