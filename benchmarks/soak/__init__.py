"""The table of faults and load: rows of figures that trials leave behind, and the page that is made of them."""
