"""Many nights in a row, in simulated time, on the real planner: demand, plan, a day of work with its mishaps, ledger, next night.

`demand` says who asks for what, `policies` who plans; everything in between is the park itself: the services, the nightly plan and
the storage in memory. Demand and mishaps are drawn from streams of (seed, night, tenant), so that all policies meet the same.
"""
