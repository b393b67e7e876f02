namespace Orleans.TableService;

/// <summary>How a compare relates the stored fact (left) to its operand (right).</summary>
public enum CompareOperator
{
    /// <summary>Both are the same.</summary>
    Equal = 1,

    /// <summary>They differ.</summary>
    NotEqual = 2,

    /// <summary>The stored fact is greater.</summary>
    Greater = 3,

    /// <summary>The stored fact is less.</summary>
    Less = 4,
}
