using System.Reflection;
using System.Runtime.Loader;

namespace Orleans.TableService.RocksDb.Tests;

public sealed class LibraryTests
{
    [Fact]
    public void Load_WhenMissing_NamesTheDebianPackage()
    {
        var error = Assert.Throws<RocksLibraryNotFoundException>(
            () => RocksLibrary.Load(["/nonexistent/librocksdb.so.7.8", "no-such-rocksdb"]));
        Assert.Equal("/nonexistent/librocksdb.so.7.8, no-such-rocksdb", error.Candidates);
        Assert.Equal(
            "The RocksDB library (/nonexistent/librocksdb.so.7.8, no-such-rocksdb) was not found: install Debian's " +
            "package librocksdb7.8 (apt-get install librocksdb7.8).",
            error.Message);
    }

    [Fact]
    public void Load_WhenAnEarlierCandidateIsMissing_TakesTheNext() =>
        Assert.NotEqual(0, RocksLibrary.Load(["/nonexistent/librocksdb.so", "librocksdb.so.7.8", "librocksdb.so"]));

    [Theory]
    [InlineData(typeof(RocksWriteBatch))]
    [InlineData(typeof(MultiGetResult))]
    [InlineData(typeof(RocksStatistics))]
    public void Constructors_WhenTheLibraryIsMissing_SaySo(Type type)
    {
        var assembly = WithoutLibrary();
        Assert.Equal(
            nameof(RocksLibraryNotFoundException),
            ErrorOf(() => Activator.CreateInstance(assembly.GetType(type.FullName!, throwOnError: true)!)));
    }

    [Fact]
    public void Open_WhenTheLibraryIsMissing_SaysSo()
    {
        var assembly = WithoutLibrary();
        var options = Activator.CreateInstance(Copy<RocksDatabaseOptions>(assembly));
        var database = Copy<RocksDatabase>(assembly);
        foreach (var open in new[] { nameof(RocksDatabase.Open), nameof(RocksDatabase.OpenReadOnly) })
        {
            Assert.Equal(
                nameof(RocksLibraryNotFoundException),
                ErrorOf(() => database.GetMethod(open)!.Invoke(null, ["/nonexistent", options])));
        }
    }

    /// <summary>A second copy of the binding, which looks for a library that is not there.</summary>
    private static Assembly WithoutLibrary()
    {
        var context = new AssemblyLoadContext("without librocksdb", isCollectible: true);
        var assembly = context.LoadFromAssemblyPath(typeof(RocksDatabase).Assembly.Location);
        assembly.GetType(typeof(RocksLibrary).FullName!)!
            .GetProperty(nameof(RocksLibrary.DefaultCandidates), BindingFlags.Static | BindingFlags.NonPublic)!
            .SetValue(null, new[] { "/nonexistent/librocksdb.so" });
        return assembly;
    }

    private static Type Copy<T>(Assembly assembly) => assembly.GetType(typeof(T).FullName!, throwOnError: true)!;

    private static string ErrorOf(Action action) =>
        Assert.Throws<TargetInvocationException>(action).InnerException!.GetType().Name;
}
