"""Who is served: customers, their contacts, sites, products, contracts, and what they are entitled to."""
