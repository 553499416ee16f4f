"""How fast the program is, measured: run by script/benchmark, not by the tests."""
