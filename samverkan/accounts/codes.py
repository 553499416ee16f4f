"""Recovery codes: ten numbers to write down, of which only slow hashes with a salt are stored.

They are good also when the program's key has been replaced. A number of eight digits is soon
guessed by whoever has its hash, so each guess takes a tenth of a second and 32 MB (scrypt); the
salt, one for each set of codes, spares no other account.
"""

import hashlib
import re
import secrets
from typing import Final

NUMBER: Final = 10
DIGITS: Final = 8
COST = 2**15  # scrypt's n; with r = 8 it needs n kB of memory


def make_codes() -> set[str]:
    codes: set[str] = set()
    while len(codes) < NUMBER:
        codes.add(f"{secrets.randbelow(10**DIGITS):0{DIGITS}}")
    return codes


def read_code(written: str) -> str | None:
    """The code that somebody has written, however it is divided; None: it is none."""
    code = re.sub(r"[\s\-–]", "", written)
    return code if code.isascii() and code.isdigit() and len(code) == DIGITS else None


def hash_code(code: str, salt: str) -> str:
    salted = bytes.fromhex(salt)
    made = hashlib.scrypt(code.encode(), salt=salted, n=COST, r=8, p=1, maxmem=2**27, dklen=32)
    return made.hex()
