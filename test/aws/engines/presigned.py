"""Which signature should a presigned address have? AWS's own library signs the same request, at the same moment."""

import datetime
import json
import sys
from unittest import mock
from urllib.parse import parse_qs, urlsplit

from botocore import auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

given = json.load(sys.stdin)
split = urlsplit(given["url"])
query = {name: values[0] for name, values in parse_qs(split.query, keep_blank_values=True).items()}
found = query["X-Amz-Signature"]
own = [name for name in query if not name.startswith("X-Amz-") or name in ("X-Amz-Content-Sha256",)]
moment = datetime.datetime.strptime(query["X-Amz-Date"], "%Y%m%dT%H%M%SZ").replace(tzinfo=datetime.timezone.utc)

plain = f"{split.scheme}://{split.netloc}{split.path}?" + "&".join(
    part for part in split.query.split("&") if part.split("=")[0] in own
)
request = AWSRequest(method=given["method"], url=plain, headers=given["headers"])
signer = auth.S3SigV4QueryAuth(
    Credentials(given["credentials"]["accessKeyId"], given["credentials"]["secretAccessKey"]),
    "s3",
    given["region"],
    expires=int(query["X-Amz-Expires"]),
)
canonical = []
original = signer.canonical_request
signer.canonical_request = lambda request: canonical.append(original(request)) or canonical[-1]
with mock.patch.object(auth, "get_current_datetime", lambda *args, **kwargs: moment):
    signer.add_auth(request)
expected = parse_qs(urlsplit(request.url).query)["X-Amz-Signature"][0]
json.dump({"signed": canonical[-1], "expected": expected, "found": found}, sys.stdout)
