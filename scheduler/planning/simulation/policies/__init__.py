"""Who plans the nights: our own search under a policy, and the rules of others as queues that fill the machines in their order."""
