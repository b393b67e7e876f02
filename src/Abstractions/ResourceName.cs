namespace Orleans.TableService;

/// <summary>The rule for names of namespaces and streams.</summary>
/// <remarks>
/// 1 to 255 characters, none of them a control character, white space, '&lt;', '&gt;' or a lone surrogate. A slash may
/// stand in a name. Names are compared by their characters: upper and lower case differ.
/// </remarks>
public static class ResourceName
{
    /// <summary>Most characters of a name.</summary>
    public const int LengthMax = 255;

    /// <summary>Why <paramref name="name"/> cannot be a name, or <see langword="null"/> when it can.</summary>
    /// <param name="what">What is named: "namespace", "stream" or "table".</param>
    /// <param name="name">The name.</param>
    public static Fault? Check(string what, string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name.Length == 0)
        {
            return Faults.InvalidName(what, name, "is empty");
        }

        if (name.Length > LengthMax)
        {
            return Faults.InvalidName(what, name, $"has {name.Length} characters, more than {LengthMax}");
        }

        for (var i = 0; i < name.Length; i++)
        {
            if (i + 1 < name.Length && char.IsSurrogatePair(name[i], name[i + 1]))
            {
                i++;
            }
            else if (!IsLegal(name[i]))
            {
                return Faults.InvalidName(what, name, $"holds the character U+{(int)name[i]:X4}, which names may not");
            }
        }

        return null;
    }

    /// <summary>Throws unless <paramref name="name"/> can be a name.</summary>
    /// <exception cref="InvalidNameException">It cannot.</exception>
    public static void ThrowIfInvalid(string what, string name)
    {
        if (Check(what, name) is { } fault)
        {
            throw fault.ToException();
        }
    }

    private static bool IsLegal(char c) =>
        !char.IsControl(c)
        && !char.IsWhiteSpace(c)
        && !char.IsSurrogate(c)
        && c is not ('<' or '>' or '\uFFFE' or '\uFFFF');
}
