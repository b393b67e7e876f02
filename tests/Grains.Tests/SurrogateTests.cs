using System.Collections;
using System.Reflection;
using Orleans.TableService.GrainContracts;

namespace Orleans.TableService.Grains.Tests;

/// <summary>Every value keeps every member on its way through its surrogate.</summary>
public sealed class SurrogateTests
{
    private static readonly Type[] ConverterTypes =
    [
        .. typeof(IRangeGrain).Assembly.GetTypes().Where(type => type.IsDefined(typeof(RegisterConverterAttribute))),
    ];

    public static TheoryData<Type> Converters { get; } = new(ConverterTypes);

    [Theory]
    [MemberData(nameof(Converters))]
    public void ConvertFromSurrogate_WhenTheValueIsFilled_KeepsEveryMember(Type converterType)
    {
        var converter = Activator.CreateInstance(converterType)!;
        var valueType = converterType.GetInterfaces().Single().GetGenericArguments()[0];
        var value = Filled.Of(valueType, new Random(4711));

        var surrogate = converterType.GetMethod("ConvertToSurrogate")!.Invoke(converter, [value]);
        var back = converterType.GetMethod("ConvertFromSurrogate")!.Invoke(converter, [surrogate]);

        Assert.Equal(Filled.Describe(value), Filled.Describe(back));
    }

    [Fact]
    public void Values_WhenTheyAreInTheVocabulary_HaveAConverter()
    {
        var converted = ConverterTypes.Select(type => type.GetInterfaces().Single().GetGenericArguments()[0]);

        // What is not public is made where it is used, and crosses no grain.
        var results = typeof(TableTransaction).Assembly.GetExportedTypes().Where(type =>
            type.IsSubclassOf(typeof(OperationResult)) || type.IsSubclassOf(typeof(TableOperation)));

        Assert.Empty(results.Except(converted));
    }

    [Fact]
    public void Describe_WhenAMemberDiffers_Differs()
    {
        var put = new PutResult { Version = 1 };

        Assert.NotEqual(Filled.Describe(put), Filled.Describe(put with { Version = 2 }));
    }

    /// <summary>Values with something in every member, and their description.</summary>
    private static class Filled
    {
        public static object Of(Type type, Random random)
        {
            type = Nullable.GetUnderlyingType(type) ?? type;
            return type switch
            {
                _ when type == typeof(long) => random.NextInt64(1, long.MaxValue),
                _ when type == typeof(int) => random.Next(1, int.MaxValue),
                _ when type == typeof(bool) => true,
                _ when type == typeof(string) => $"text {random.Next()}",
                _ when type == typeof(Guid) => new Guid(Bytes(random, 16)),
                _ when type == typeof(TimeSpan) => new TimeSpan(random.NextInt64(1L << 50)),
                _ when type == typeof(DateTimeOffset) => new DateTimeOffset(random.NextInt64(1L << 50), TimeSpan.Zero),
                _ when type == typeof(ReadOnlyMemory<byte>) => new ReadOnlyMemory<byte>(Bytes(random, 5)),
                _ when type == typeof(KeyInterval) => new KeyInterval(Bytes(random, 2), Bytes(random, 3)),
                _ when type == typeof(TableValue) => new TableValue(Bytes(random, 4)),
                _ when type == typeof(Fault) => Faults.TooLarge("field", random.Next(), "Too large."),
                _ when type == typeof(TransactionOutcome) =>
                    new TransactionOutcome((TransactionResult)Of(typeof(TransactionResult), random)),
                _ when type == typeof(TableOperation) => Of(typeof(PutOperation), random),
                _ when type == typeof(OperationResult) => Of(typeof(IncrementResult), random),
                { IsEnum: true } => type.GetEnumValues().GetValue(type.GetEnumValues().Length - 1)!,
                { IsGenericType: true } when type.Name.StartsWith("IReadOnlyList", StringComparison.Ordinal) =>
                    List(type.GetGenericArguments()[0], random),
                _ => Made(type, random),
            };
        }

        public static string Describe(object? value) => value switch
        {
            null => "null",
            ReadOnlyMemory<byte> bytes => Convert.ToHexString(bytes.Span),
            string or Guid or Enum or KeyInterval or TableValue => $"{value}",
            DateTimeOffset time => $"{time.UtcTicks}",
            IFormattable number => $"{number}",
            IEnumerable items => $"[{string.Join(", ", items.Cast<object>().Select(Describe))}]",
            _ => $"{value.GetType().Name}({string.Join(", ", Members(value.GetType()).Select(
                member => $"{member.Name}={Describe(member.GetValue(value))}"))})",
        };

        private static IEnumerable<PropertyInfo> Members(Type type) =>
            type.GetProperties(BindingFlags.Public | BindingFlags.Instance);

        private static byte[] Bytes(Random random, int count)
        {
            var bytes = new byte[count];
            random.NextBytes(bytes);
            return bytes;
        }

        private static Array List(Type type, Random random)
        {
            var list = Array.CreateInstance(type, 2);
            list.SetValue(Of(type, random), 0);
            list.SetValue(Of(type, random), 1);
            return list;
        }

        // Records with positional members are made by their constructor, the others member by member.
        private static object Made(Type type, Random random)
        {
            var constructor = type.GetConstructors().OrderByDescending(one => one.GetParameters().Length).First();
            var value = constructor.Invoke([.. constructor.GetParameters().Select(p => Of(p.ParameterType, random))]);
            foreach (var member in Members(type).Where(member => member.CanWrite))
            {
                member.SetValue(value, Of(member.PropertyType, random));
            }

            return value;
        }
    }
}
