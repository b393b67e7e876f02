namespace Orleans.Runtime;

/// <summary>Anything that a call can be addressed to: grain references and grains.</summary>
public interface IAddressable;
