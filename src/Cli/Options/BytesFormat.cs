namespace Orleans.TableService.Cli.Options;

/// <summary>How keys and values are written on the command line and in the output.</summary>
internal enum BytesFormat
{
    /// <summary>As UTF-8 text; in the output, bytes that are no text are escaped.</summary>
    Text,

    /// <summary>As hexadecimal digits.</summary>
    Hex,

    /// <summary>As base64.</summary>
    Base64,
}
