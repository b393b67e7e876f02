using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Orleans.TableService.Testing;

namespace Orleans.TableService.Gateway.Tests;

public sealed class RequestTests : IAsyncLifetime
{
    private readonly InMemoryTableService _service = new();
    private GatewayHost _host = null!;
    private GrpcChannel _channel = null!;
    private Wire.Tables.TablesClient _tables = null!;
    private Wire.Admin.AdminClient _admin = null!;

    public static TheoryData<string, Wire.TxnRequest> Incomplete => new()
    {
        { "txn", new() },
        {
            "success[1].operation",
            Txn(new() { Success = { new Wire.Operation { Get = new() }, new Wire.Operation() } })
        },
        { "failure[0].operation", Txn(new() { Failure = { new Wire.Operation() } }) },
        { "success[0].delete_range.l_keys", Txn(new() { Success = { new Wire.Operation { DeleteRange = new() } } }) },
        { "compares[0].target", Compare(new() { Operator = Wire.CompareOperator.Equal, Number = 1 }) },
        { "compares[0].target", Compare(new() { Target = (Wire.CompareTarget)77, Number = 1 }) },
        { "compares[0].operator", Compare(new() { Target = Wire.CompareTarget.Value, Number = 1 }) },
        { "compares[0].operator", Compare(Version(new() { Operator = (Wire.CompareOperator)9 })) },
        { "compares[0].operand", Compare(Version(new() { Operator = Wire.CompareOperator.Less })) },
        {
            "compares[0].number",
            Compare(Version(new() { Operator = Wire.CompareOperator.Less, Bytes = ByteString.Empty }))
        },
        { "success", Txn(new()) },
    };

    public async Task InitializeAsync()
    {
        _host = await GatewayHost.StartAsync(_service);
        _channel = GrpcChannel.ForAddress(_host.Address);
        _tables = new Wire.Tables.TablesClient(_channel);
        _admin = new Wire.Admin.AdminClient(_channel);
        await _admin.CreateStreamAsync(new() { Stream = "t" });
    }

    public async Task DisposeAsync()
    {
        _channel.Dispose();
        await _host.DisposeAsync();
    }

    [Fact]
    public async Task Get_WhenNoLocalKeyIsNamed_ReadsThePKeyItself()
    {
        var key = ByteString.CopyFromUtf8("k");
        await _tables.PutAsync(new() { Table = "t", PKey = key, Put = new() { Value = key } });

        var simple = await _tables.GetAsync(new() { Namespace = "default", Table = "t", PKey = key });
        var full = await _tables.GetAsync(new() { Table = "t", PKey = key, Get = new() { LKey = key } });
        var empty = await _tables.GetAsync(new() { Table = "t", PKey = key, Get = new() { LKey = ByteString.Empty } });

        Assert.Equal(key, simple.Get.Entry.Bytes);
        Assert.Equal(simple, full);
        Assert.Null(empty.Get.Entry);
        Assert.True(simple.Revision > 0);
    }

    [Fact]
    public async Task EveryCall_WhenItsOperationIsMissing_NamesTheField()
    {
        var (put, increment, delete) = (new Wire.PutRequest(), new Wire.IncrementRequest(), new Wire.DeleteRequest());
        Assert.Equal("put", await FieldAsync(() => _tables.PutAsync(put)));
        Assert.Equal("increment", await FieldAsync(() => _tables.IncrementAsync(increment)));
        Assert.Equal("delete", await FieldAsync(() => _tables.DeleteAsync(delete)));
        Assert.Equal("range", await FieldAsync(() => _tables.RangeAsync(new())));
        Assert.Equal("delete_range", await FieldAsync(() => _tables.DeleteRangeAsync(new())));
        var open = new Wire.DeleteRangeRequest { Table = "t", DeleteRange = new() };
        Assert.Equal("delete_range.l_keys", await FieldAsync(() => _tables.DeleteRangeAsync(open)));
    }

    [Theory]
    [MemberData(nameof(Incomplete))]
    public async Task Txn_WhenSomethingIsMissingOrUnknown_NamesTheField(string field, Wire.TxnRequest request) =>
        Assert.Equal(field, await FieldAsync(() => _tables.TxnAsync(request)));

    [Fact]
    public async Task CreateStream_WhenAValueIsUnknown_NamesTheField()
    {
        var request = new Wire.CreateStreamRequest { Stream = "u" };
        request.Configuration = new() { KeyType = (Wire.KeyType)9 };
        Assert.Equal("configuration.key_type", await FieldAsync(() => _admin.CreateStreamAsync(request)));
        request.Configuration = new() { StorageType = (Wire.StorageType)9 };
        Assert.Equal("configuration.storage_type", await FieldAsync(() => _admin.CreateStreamAsync(request)));
    }

    [Fact]
    public async Task DeleteNamespace_WhenNoneIsNamed_DoesNotTakeTheDefaultOne()
    {
        var (code, info) = await Details.FailAsync(async () => await _admin.DeleteNamespaceAsync(new()));
        Assert.Equal((StatusCode.InvalidArgument, "INVALID_NAME"), (code, info.Reason));
    }

    [Fact]
    public async Task Put_WhenTheConditionFails_StatesWhatIsThere()
    {
        var put = new Wire.PutRequest { Table = "t", Put = new() { Value = ByteString.Empty, ExpectedVersion = -1 } };
        await _tables.PutAsync(put);

        var (code, info) = await Details.FailAsync(async () => await _tables.PutAsync(put));

        Assert.Equal((StatusCode.FailedPrecondition, "CONDITION_FAILED"), (code, info.Reason));
        Assert.Equal("0", info.Metadata["actual_version"]);
    }

    [Fact]
    public async Task Put_WhenTheTableWasDeletedAndMadeAgain_ReachesTheNewOne()
    {
        var put = new Wire.PutRequest { Table = "t", Put = new() { Value = ByteString.Empty } };
        await _tables.PutAsync(put);
        await _admin.DeleteStreamAsync(new() { Stream = "t" });
        var (code, info) = await Details.FailAsync(async () => await _tables.PutAsync(put));
        Assert.Equal((StatusCode.NotFound, "STREAM_NOT_FOUND"), (code, info.Reason));
        await _admin.CreateStreamAsync(new() { Stream = "t" });
        await _tables.PutAsync(put);

        // Deleted and made again between two calls: the gateway still holds the table that is gone.
        await _admin.DeleteStreamAsync(new() { Stream = "t" });
        await _admin.CreateStreamAsync(new() { Stream = "t" });
        Assert.Equal(0, (await _tables.PutAsync(put)).Put.Version);
        Assert.Equal(1, (await _tables.PutAsync(put)).Put.Version);
    }

    [Fact]
    public async Task Put_WhenTheTableThrowsWhatNobodyForesaw_IsInternalAndTheServerLives()
    {
        var service = new ScriptedService { Commit = (_, _) => throw new InvalidOperationException("secret") };
        await using var host = await GatewayHost.StartAsync(service);
        using var channel = GrpcChannel.ForAddress(host.Address);
        var tables = new Wire.Tables.TablesClient(channel);

        var exception = await Assert.ThrowsAsync<RpcException>(
            async () => await tables.PutAsync(new() { Table = "t", Put = new() }));

        Assert.Equal(StatusCode.Internal, exception.StatusCode);
        Assert.DoesNotContain("secret", exception.Status.Detail, StringComparison.Ordinal);
    }

    private static Wire.TxnRequest Txn(Wire.Txn txn) => new() { Table = "t", Txn = txn };

    private static Wire.TxnRequest Compare(Wire.Compare compare) => Txn(new() { Compares = { compare } });

    private static Wire.Compare Version(Wire.Compare compare)
    {
        compare.Target = Wire.CompareTarget.Version;
        return compare;
    }

    private static async Task<string> FieldAsync<T>(Func<AsyncUnaryCall<T>> call)
    {
        var (code, info) = await Details.FailAsync(async () => await call());
        Assert.Equal((StatusCode.InvalidArgument, "INVALID_REQUEST"), (code, info.Reason));
        return info.Metadata["field"];
    }
}
