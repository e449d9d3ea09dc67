using System.Text;
using System.Text.RegularExpressions;

namespace SipCti.Core.Tests.Fuzzing;

/// <summary>The seed corpus and the dictionary of the fuzzer.</summary>
internal static partial class FuzzSeeds
{
    private static string Folder => TestContext.CurrentContext.TestDirectory;

    public static byte[][] Of(string target) =>
        [.. Directory.EnumerateFiles(Path.Combine(Folder, "seeds", target)).Order(StringComparer.Ordinal).Select(File.ReadAllBytes)];

    public static byte[][] Dictionary() =>
        [.. File.ReadLines(Path.Combine(Folder, "sip.dict")).Where(line => line.StartsWith('"')).Select(line => Token(line[1..^1]))];

    private static byte[] Token(string text) =>
        Encoding.Latin1.GetBytes(Escape().Replace(text, match => ((char)Convert.ToByte(match.Groups[1].Value, 16)).ToString()));

    [GeneratedRegex(@"\\x([0-9a-f]{2})")]
    private static partial Regex Escape();
}
