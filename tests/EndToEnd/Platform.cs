using System.Runtime.Versioning;

// The scripts under test are shell scripts.
[assembly: SupportedOSPlatform("linux")]
