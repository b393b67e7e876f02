namespace Orleans.TableService.Client.Orleans.Calls;

/// <summary>What every call needs to know.</summary>
internal sealed record CallContext(TableLimits Limits, TableClientOptions Options, TimeProvider Time);
