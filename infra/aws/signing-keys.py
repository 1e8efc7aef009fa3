"""Makes, rotates and removes the keys that sign tokens.

Reads the present value of the secret from standard input, writes the next one to standard output, and says on standard
error what it did. No key is an argument, a file or a line of a log. It needs the command openssl.

    add         a key for each algorithm. The first of an algorithm signs at once; a later one a day ahead, so that everybody
                who keeps the public keys knows it before it signs
    add now     the same, and all sign at once
    remove      the keys whose successor has signed for a day
    remove KID  this key, at once
    list        writes nothing; says which keys there are
"""

import datetime
import itertools
import json
import subprocess
import sys

# For how long a key is published before it signs, and after it did.
OVERLAP = datetime.timedelta(days=1)

GENERATE = {
    "RS256": ["RSA", "-pkeyopt", "rsa_keygen_bits:2048"],
    "ES256": ["EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-pkeyopt", "ec_param_enc:named_curve"],
}


def private_key(alg):
    """A new key: PKCS#8 in DER, base64, which is PEM without its first and last line."""
    command = ["openssl", "genpkey", "-outform", "PEM", "-algorithm", *GENERATE[alg]]
    made = subprocess.run(command, check=True, text=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    first, *lines, last = made.stdout.splitlines()
    if (first, last) != ("-----BEGIN PRIVATE KEY-----", "-----END PRIVATE KEY-----"):
        sys.exit("openssl wrote no PKCS#8 key")
    return "".join(lines)


def time_of(key):
    return datetime.datetime.fromisoformat(key["signs_from"].replace("Z", "+00:00"))


def described(key):
    return f"{key['kid']} ({key['alg']}) signs from {key['signs_from']}"


def unused_name(name, keys):
    used = {key["kid"] for key in keys}
    names = itertools.chain([name], (f"{name}-{number}" for number in itertools.count(2)))
    return next(name for name in names if name not in used)


def add(keys, now, at_once):
    for alg in GENERATE:
        first = not any(key["alg"] == alg for key in keys)
        signs_from = now if first or at_once else now + OVERLAP
        key = {
            "kid": unused_name(f"{now:%Y-%m-%d}-{alg.lower()}", keys),
            "alg": alg,
            "private_key": private_key(alg),
            "signs_from": f"{signs_from:%Y-%m-%dT%H:%M:%SZ}",
        }
        keys = [key, *keys]
        print("added", described(key), file=sys.stderr)
    return keys


def replaced(key, keys, now):
    """Whether a newer key of the algorithm has signed for so long that no token of this one is left."""
    newer = (other for other in keys if other["alg"] == key["alg"] and time_of(other) > time_of(key))
    return any(time_of(other) <= now - OVERLAP for other in newer)


def remove(keys, gone, now):
    kept = [key for key in keys if key not in gone]
    signing = {key["alg"] for key in kept if time_of(key) <= now}
    for key in gone:
        if key["alg"] not in signing:
            sys.exit(f"no other {key['alg']} key signs yet: add one that signs now")
        print("removed", described(key), file=sys.stderr)
    if not gone:
        print("nothing is to be removed", file=sys.stderr)
    return kept


def read():
    return json.load(sys.stdin)["keys"]


def main(arguments):
    now = datetime.datetime.now(datetime.timezone.utc)
    match arguments:
        case ["add"] | ["add", "now"]:
            keys = add(read(), now, at_once=len(arguments) > 1)
        case ["remove"]:
            keys = read()
            keys = remove(keys, [key for key in keys if replaced(key, keys, now)], now)
        case ["remove", kid]:
            keys = read()
            gone = [key for key in keys if key["kid"] == kid]
            if not gone:
                sys.exit(f"there is no key {kid}")
            keys = remove(keys, gone, now)
        case ["list"]:
            for key in read():
                print(described(key), file=sys.stderr)
            return
        case _:
            sys.exit(__doc__)
    json.dump({"keys": keys}, sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1:])
