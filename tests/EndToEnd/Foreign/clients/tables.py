"""Puts, gets, transacts and watches with stubs that Python generates from the published protos.

usage: tables.py HOST:PORT PROTOS_DIRECTORY
"""

import importlib
import sys
import tempfile
from pathlib import Path

import google
import google.protobuf
import grpc
import grpc_tools
from grpc_tools import protoc

LIMIT_SECONDS = 60


def generate(protos, target):
    """Generates stubs, and lets the packages google and grpc find the parts of theirs that are among them."""
    well_known = Path(grpc_tools.__file__).parent / "_proto"
    arguments = ["protoc", f"-I{protos}", f"-I{well_known}", f"--python_out={target}", f"--grpc_python_out={target}"]
    assert protoc.main(arguments + [str(path) for path in protos.rglob("*.proto")]) == 0, "protoc refused the protos"
    sys.path.insert(0, str(target))
    google.__path__.append(str(target / "google"))
    grpc.__path__.append(str(target / "grpc"))


def load(name):
    return importlib.import_module(name + "_pb2"), importlib.import_module(name + "_pb2_grpc")


def fault_of(error):
    """The ErrorInfo of a failed call."""
    status_pb2 = importlib.import_module("google.rpc.status_pb2")
    details_pb2 = importlib.import_module("google.rpc.error_details_pb2")
    details = dict(error.trailing_metadata())["grpc-status-details-bin"]
    status = status_pb2.Status.FromString(details)
    info = details_pb2.ErrorInfo()
    assert status.details[0].Unpack(info), status
    return info


def tables(channel):
    pb, stubs = load("tableservice.v1.tables")
    operations_pb, _ = load("tableservice.v1.operations")
    admin_pb, admin_stubs = load("tableservice.v1.admin")
    service = stubs.TablesStub(channel)
    admin_stubs.AdminStub(channel).CreateStream(
        admin_pb.CreateStreamRequest(stream="from-python"), timeout=LIMIT_SECONDS)
    at = {"table": "from-python", "p_key": b"p\x00\xff"}

    watch = service.Watch(pb.WatchRequest(**at), timeout=LIMIT_SECONDS)
    assert next(watch).created

    put = service.Put(pb.PutRequest(**at, put=operations_pb.Put(l_key=b"a", value=b"\x00\x01")), timeout=LIMIT_SECONDS)
    assert put.put.version == 0
    got = service.Get(pb.GetRequest(**at, get=operations_pb.Get(l_key=b"a")), timeout=LIMIT_SECONDS)
    assert (got.get.entry.bytes, got.get.entry.mod_revision) == (b"\x00\x01", put.revision), got
    total = service.Increment(
        pb.IncrementRequest(**at, increment=operations_pb.Increment(l_key=b"n", amount=-5)), timeout=LIMIT_SECONDS)
    assert total.increment.total == -5

    compare = operations_pb.Compare(
        l_key=b"a",
        target=operations_pb.COMPARE_TARGET_VALUE,
        operator=operations_pb.COMPARE_OPERATOR_EQUAL,
        bytes=b"\x00\x01")
    txn = operations_pb.Txn(
        compares=[compare],
        success=[
            operations_pb.Operation(put=operations_pb.Put(l_key=b"b", value=b"2")),
            operations_pb.Operation(delete=operations_pb.Delete(l_key=b"a"))],
        failure=[operations_pb.Operation(get=operations_pb.Get(l_key=b"a"))])
    first = service.Txn(pb.TxnRequest(**at, txn=txn), timeout=LIMIT_SECONDS)
    assert first.txn.succeeded and first.txn.results[1].delete.deleted, first
    second = service.Txn(pb.TxnRequest(**at, txn=txn), timeout=LIMIT_SECONDS)
    assert not second.txn.succeeded and not second.txn.results[0].get.HasField("entry"), second

    changes = []
    for reply in watch:
        changes += [(change.revision, change.kind, change.l_key) for change in reply.changes]
        if len(changes) >= 4:
            break
    watch.cancel()
    expected = [
        (put.revision, pb.CHANGE_KIND_PUT, b"a"),
        (total.revision, pb.CHANGE_KIND_PUT, b"n"),
        (first.revision, pb.CHANGE_KIND_DELETE, b"a"),
        (first.revision, pb.CHANGE_KIND_PUT, b"b")]
    assert sorted(changes) == sorted(expected), changes

    try:
        service.Put(pb.PutRequest(**at, put=operations_pb.Put(l_key=b"n", value=b"x")), timeout=LIMIT_SECONDS)
        raise AssertionError("a put on a number succeeded")
    except grpc.RpcError as error:
        assert error.code() == grpc.StatusCode.FAILED_PRECONDITION, error
        assert fault_of(error).reason == "WRONG_VALUE_TYPE", error


def reflection(channel):
    for version in ("v1", "v1alpha"):
        pb, stubs = load(f"grpc.reflection.{version}.reflection")
        stub = stubs.ServerReflectionStub(channel)
        requests = [
            pb.ServerReflectionRequest(list_services=""),
            pb.ServerReflectionRequest(file_containing_symbol="tableservice.v1.Tables")]
        listed, file = list(stub.ServerReflectionInfo(iter(requests), timeout=LIMIT_SECONDS))
        names = {service.name for service in listed.list_services_response.service}
        assert {"tableservice.v1.Tables", "tableservice.v1.Admin", "grpc.health.v1.Health"} <= names, names
        assert file.file_descriptor_response.file_descriptor_proto, file


def health(channel):
    pb, stubs = load("grpc.health.v1.health")
    reply = stubs.HealthStub(channel).Check(pb.HealthCheckRequest(), timeout=LIMIT_SECONDS)
    assert reply.status == pb.HealthCheckResponse.SERVING, reply


def main():
    address, protos = sys.argv[1], Path(sys.argv[2])
    with tempfile.TemporaryDirectory() as target, grpc.insecure_channel(address) as channel:
        generate(protos, Path(target))
        tables(channel)
        reflection(channel)
        health(channel)
    print("python: all held")


main()
