namespace SipCti.Benchmarks;

/// <summary>The four messages that parsers are compared with: 446, 976, 878 and 631 bytes; "mix" is all four in turn.</summary>
public static class SampleMessages
{
    public const string Mix = "mix";

    public static string[] Names => ["invite-small", "invite-large", "ok", "register", Mix];

    /// <summary>The messages of a row.</summary>
    public static byte[][] Load(string name) => name == Mix ? [.. Names[..^1].Select(Read)] : [Read(name)];

    private static byte[] Read(string name)
    {
        using Stream stream = typeof(SampleMessages).Assembly.GetManifestResourceStream(name) ?? throw new FileNotFoundException(name);
        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
