namespace Orleans.TableService.EndToEnd.Processes;

/// <summary>How a process ended, and all that it printed.</summary>
internal sealed record ProcessResult(int ExitCode, string Output, string Error);
