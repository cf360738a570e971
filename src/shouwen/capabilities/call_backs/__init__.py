"""Call-backs: hours, days and weeks later the desk asks whether it holds, and how satisfied the customer is."""
