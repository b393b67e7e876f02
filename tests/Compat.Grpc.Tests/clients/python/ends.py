"""A gRPC client and server in Python: "ends.py serve" prints its port, "ends.py check ADDRESS" prints ok."""
import os
import sys
import tempfile
import threading
from collections import defaultdict
from concurrent import futures

import grpc
from grpc_tools import protoc

PROTOS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "protos")
MESSAGE_MAX = 1 << 20
TEXT, DATA = "some text", bytes(range(256))
UMLAUTS = "Größe überschritten: 100 % \u2014 \u65e5\u672c\u8a9e"

stubs = tempfile.mkdtemp()
assert protoc.main(["", f"-I{PROTOS}", f"--python_out={stubs}", f"--grpc_python_out={stubs}", "echo.proto"]) == 0
sys.path.insert(0, stubs)
import echo_pb2 as pb  # noqa: E402
import echo_pb2_grpc as rpc  # noqa: E402


class Echo(rpc.EchoServicer):
    def __init__(self):
        self.cancelled = defaultdict(threading.Event)

    def begin(self, context):
        sent = {key: value for key, value in context.invocation_metadata() if key in ("x-text", "x-data-bin")}
        context.send_initial_metadata([("h" + key[1:], value) for key, value in sent.items()])
        context.set_trailing_metadata([("t" + key[1:], value) for key, value in sent.items()])

    def end(self, request, context):
        if request.code:
            code = next(code for code in grpc.StatusCode if code.value[0] == request.code)
            context.abort(code, request.message)

    def wait(self, request, context):
        cancelled = self.cancelled[request.payload]
        if context.add_callback(cancelled.set):
            cancelled.wait(30)

    def Unary(self, request, context):
        self.begin(context)
        if request.wait:
            self.wait(request, context)
        self.end(request, context)
        return pb.EchoReply(payload=request.payload)

    def Collect(self, requests, context):
        self.begin(context)
        return pb.EchoReply(payload=b"".join(request.payload for request in requests))

    def Expand(self, request, context):
        self.begin(context)
        for _ in range(request.count):
            yield pb.EchoReply(payload=request.payload)
        if request.wait:
            self.wait(request, context)
        self.end(request, context)

    def Chat(self, requests, context):
        self.begin(context)
        for request in requests:
            yield pb.EchoReply(payload=request.payload)

    def AwaitCancelled(self, request, context):
        if not self.cancelled[request.payload].wait(30):
            context.abort(grpc.StatusCode.NOT_FOUND, "no such call was cancelled")
        return pb.EchoReply()


def serve():
    server = grpc.server(
        futures.ThreadPoolExecutor(16),
        options=[("grpc.max_receive_message_length", MESSAGE_MAX)],
        compression=grpc.Compression.Gzip)
    rpc.add_EchoServicer_to_server(Echo(), server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    print(port, flush=True)
    sys.stdin.read()
    server.stop(0).wait()


def fails(code, call):
    try:
        call()
    except grpc.RpcError as error:
        assert error.code() == code, f"{error.code()} is not {code}: {error.details()}"
        return error
    raise AssertionError(f"the call did not end with {code}")


def check(address):
    channel = grpc.insecure_channel(address)
    stub = rpc.EchoStub(channel)
    sent = (("x-text", TEXT), ("x-data-bin", DATA))

    reply, call = stub.Unary.with_call(pb.EchoRequest(payload=DATA), metadata=sent, timeout=20)
    assert reply.payload == DATA
    headers, trailers = dict(call.initial_metadata()), dict(call.trailing_metadata())
    assert (headers["h-text"], headers["h-data-bin"]) == (TEXT, DATA), headers
    assert (trailers["t-text"], trailers["t-data-bin"]) == (TEXT, DATA), trailers

    requests = [pb.EchoRequest(payload=bytes([i])) for i in range(100)]
    assert stub.Collect(iter(requests), timeout=20).payload == bytes(range(100))
    expanded = list(stub.Expand(pb.EchoRequest(payload=b"x", count=100), timeout=20))
    assert [reply.payload for reply in expanded] == [b"x"] * 100
    assert [reply.payload[0] for reply in stub.Chat(iter(requests), timeout=20)] == list(range(100))

    for code in grpc.StatusCode:
        if code is not grpc.StatusCode.OK:
            request = pb.EchoRequest(code=code.value[0], message=UMLAUTS)
            error = fails(code, lambda: stub.Unary(request, metadata=sent, timeout=20))
            assert error.details() == UMLAUTS
            assert dict(error.trailing_metadata())["t-data-bin"] == DATA
    request = pb.EchoRequest(code=9, message=UMLAUTS, count=3)
    error = fails(grpc.StatusCode.FAILED_PRECONDITION, lambda: list(stub.Expand(request, timeout=20)))
    assert error.details() == UMLAUTS

    waiting = pb.EchoRequest(payload=b"python deadline", wait=True)
    fails(grpc.StatusCode.DEADLINE_EXCEEDED, lambda: stub.Unary(waiting, timeout=0.3))
    stub.AwaitCancelled(waiting, timeout=20)
    waiting = pb.EchoRequest(payload=b"python cancel", wait=True, count=1)
    stream = stub.Expand(waiting, timeout=20)
    next(stream)
    stream.cancel()
    stub.AwaitCancelled(waiting, timeout=20)

    large = pb.EchoRequest(payload=bytes(MESSAGE_MAX))
    fails(grpc.StatusCode.RESOURCE_EXHAUSTED, lambda: stub.Unary(large, timeout=20))
    narrow = rpc.EchoStub(grpc.insecure_channel(address, options=[("grpc.max_receive_message_length", 1000)]))
    fails(grpc.StatusCode.RESOURCE_EXHAUSTED, lambda: narrow.Unary(pb.EchoRequest(payload=bytes(2000)), timeout=20))

    packed = pb.EchoRequest(payload=b"pack" * 10000)
    reply = stub.Unary(packed, compression=grpc.Compression.Gzip, timeout=20)
    assert reply.payload == packed.payload
    reply = stub.Unary(packed, compression=grpc.Compression.Deflate, timeout=20)
    assert reply.payload == packed.payload
    print("ok")


if sys.argv[1] == "serve":
    serve()
else:
    check(sys.argv[2])
