"""A database that was filled by the program as it was before its tables were redesigned.

`rows/` is every row of it, `addresses.json` what was read of it through the program's own pages,
files and commands, and `golden/` what those said. All of it was written once and is never changed:
whatever becomes of the tables, `test_carried_over.py` loads the rows into the tables of that time
(`migrations.json`), migrates as an operator does, and reads the same again.

| file | what it does |
|---|---|
| `rows.py` | rows to files and back into a database, whatever kind it is |
| `reading.py` | reads each address as text or JSON |
| `inside.py` | reads what no page shows: the only place here that knows today's tables |
| `comparing.py` | what "nothing is lost" means for each kind of golden result |
| `everything.py` | all that is read, by its name; golden results in files |
| `program.py` | the program on a database and at a time of its own |
| `carry.py` | what the test runs: load, migrate, seed, read |

The scripts that filled the database knew the actions of that time; they stand in the commit "Keep a
filled database of today's tables, and what the program says of it". When tables or pages change,
`reading.py`, `inside.py` and `comparing.py` may have to follow; rows, addresses and golden results
may not.
"""
