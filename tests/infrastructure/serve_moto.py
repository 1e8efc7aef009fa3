"""moto's server, answering one request at a time: what `moto_server` serves with threads is not atomic.

Two things that moto does with all records of a stream take seconds once a run has written thousands, so that requests
time out and are sent again: at each write it passes them to functions that do not run here, and at each transaction it
copies them, to put them back if the transaction fails.
"""

import copy
import sys

from moto.awslambda.models import LambdaBackend
from moto.dynamodb.models.table import StreamShard
from moto.server import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import run_simple


def copy_shard(shard, memo):
    """The copy has a list of its own of the same records, which nothing changes once they are written."""
    copied = copy.copy(shard)
    memo[id(shard)] = copied
    copied.table = copy.deepcopy(shard.table, memo)
    copied.items = list(shard.items)
    return copied


StreamShard.__deepcopy__ = copy_shard
LambdaBackend.send_dynamodb_items = lambda *_: None

if __name__ == "__main__":
    application = DomainDispatcherApplication(create_backend_app)
    run_simple("127.0.0.1", int(sys.argv[1]), application, threaded=False)
