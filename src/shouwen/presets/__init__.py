"""The regulations the product brings, as documents."""
