"""moto's server (S3, SQS, DynamoDB) on a free port of this machine: prints its address, ends when its input does.

moto changes its state in several threads at once and loses writes; the services that it stands for don't. Requests
therefore go one after another, but for those that wait for messages.
"""

import sys
import threading

from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import make_server

moto = DomainDispatcherApplication(create_backend_app)
turn = threading.Lock()


def one_after_another(environ, start_response):
    if environ.get("HTTP_X_AMZ_TARGET") == "AmazonSQS.ReceiveMessage":
        return moto(environ, start_response)
    with turn:
        return list(moto(environ, start_response))


server = make_server("127.0.0.1", 0, one_after_another, threaded=True)
threading.Thread(target=server.serve_forever, daemon=True).start()
print(f"http://127.0.0.1:{server.server_port}", flush=True)
sys.stdin.read()
server.shutdown()
