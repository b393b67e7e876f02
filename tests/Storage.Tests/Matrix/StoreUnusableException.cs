namespace Orleans.TableService.Storage.Tests.Matrix;

/// <summary>The disk goes on failing, so that the store cannot be opened.</summary>
internal sealed class StoreUnusableException(Exception inner) : Exception(inner.Message, inner);
