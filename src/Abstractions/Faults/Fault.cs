using System.Collections.Frozen;
using System.Globalization;

namespace Orleans.TableService;

/// <summary>A domain failure as a value: it crosses grains and wires, and becomes an exception at the caller.</summary>
/// <remarks>Made by <see cref="Faults"/>, or from its parts by those who read it from a wire.</remarks>
public sealed class Fault
{
    /// <summary>A fault of its parts.</summary>
    /// <param name="code">Its kind.</param>
    /// <param name="message">One sentence or two that say what happened and what to do.</param>
    /// <param name="facts">Names in snake_case and their values.</param>
    public Fault(FaultCode code, string message, IReadOnlyDictionary<string, string>? facts = null)
    {
        Code = code;
        Message = message;
        Facts = facts ?? FrozenDictionary<string, string>.Empty;
    }

    /// <summary>Its kind.</summary>
    public FaultCode Code { get; }

    /// <summary>What happened and what to do.</summary>
    public string Message { get; }

    /// <summary>The facts by name.</summary>
    public IReadOnlyDictionary<string, string> Facts { get; }

    /// <summary>A fact as text; empty when it is not there.</summary>
    public string Text(string name) => Facts.GetValueOrDefault(name, "");

    /// <summary>A fact as a number; 0 when it is not there.</summary>
    public long Number(string name) =>
        long.TryParse(Text(name), NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? number : 0;

    /// <summary>The exception of this kind.</summary>
    public TableException ToException() => FaultExceptions.Create(this);

    /// <inheritdoc/>
    public override string ToString() => $"{Code}: {Message}";
}
