namespace Orleans.TableService.Tests.Support.Disks;

/// <summary>What a program sees of a power cut, before it sees nothing any more.</summary>
internal sealed class PowerOffException() : IOException("The power is off.");
