"""How deliveries leave the house: the message and its signature, the connection, the workers, the errand."""
