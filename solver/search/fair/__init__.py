"""The tier that makes a schedule fair: what accounts could have alone, the search, the exact models, the certificate."""
