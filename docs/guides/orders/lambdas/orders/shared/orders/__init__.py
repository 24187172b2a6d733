"""What the functions of the system ``orders`` share: how an order is read, queued, kept and found again."""
