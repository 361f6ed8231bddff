"""The park: machines, tenants, booking requests, calendars, the nightly plan, storage."""
