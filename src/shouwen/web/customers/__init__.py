"""Pages of the customers: the list, one customer, contracts, products, Excel in and out."""
