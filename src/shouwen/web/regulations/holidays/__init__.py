"""The tables of public holidays: seen by year, changed by tapping, taken in from a file, tried before they are kept."""
