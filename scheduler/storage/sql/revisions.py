"""The revisions of the tables, oldest first; each has its module in `migrations/versions`."""

REVISIONS = ("0001", "0002", "0003", "0004", "0005", "0006", "0007", "0008", "0009", "0010")
#: The one that this program is written for.
HEAD = REVISIONS[-1]
