"""What no schedule can exceed: the assignment relaxation, with rows added where its solutions break them."""
