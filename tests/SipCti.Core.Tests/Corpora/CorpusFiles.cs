using System.Text.Json;

namespace SipCti.Core.Tests.Corpora;

/// <summary>One file of the test material, with what its manifest says.</summary>
public sealed record CorpusFile(string Name, string Set, string Verdict, string Expect)
{
    public byte[] Bytes => File.ReadAllBytes(Path.Combine(CorpusFiles.Directory!, Name));

    public override string ToString() => Name;
}

/// <summary>Finds the shared test material: <c>SIPCTI_CORPORA</c>, or <c>../shared/corpora</c> beside the checkout.</summary>
public static class CorpusFiles
{
    public static string? Directory { get; } = Find();

    /// <summary>The files of a set; ignores the running test when the material is absent.</summary>
    public static CorpusFile[] Of(string set)
    {
        Require();
        return OfOrNone(set);
    }

    /// <summary>The files of a set; none when the material is absent. For the rows of a test, which must not throw.</summary>
    public static CorpusFile[] OfOrNone(string set) => Directory is null ? [] : [.. All().Where(file => file.Set == set)];

    public static void Require()
    {
        if (Directory is null)
            Assert.Ignore("The test corpora are absent: set SIPCTI_CORPORA to their directory.");
    }

    private static IEnumerable<CorpusFile> All()
    {
        foreach (string line in File.ReadLines(Path.Combine(Directory!, "manifest.jsonl")))
        {
            using JsonDocument entry = JsonDocument.Parse(line);
            JsonElement root = entry.RootElement;
            string Text(string name) => root.TryGetProperty(name, out JsonElement value) ? value.GetString() ?? "" : "";
            yield return new CorpusFile(Text("file"), Text("set"), Text("verdict"), Text("expect"));
        }
    }

    private static string? Find()
    {
        string? named = Environment.GetEnvironmentVariable("SIPCTI_CORPORA");
        if (!string.IsNullOrEmpty(named))
            return File.Exists(Path.Combine(named, "manifest.jsonl")) ? named : null;
        for (DirectoryInfo? at = new(TestContext.CurrentContext.TestDirectory); at is not null; at = at.Parent)
        {
            string candidate = Path.Combine(at.FullName, "..", "shared", "corpora");
            if (File.Exists(Path.Combine(at.FullName, "SipCti.sln")))
                return File.Exists(Path.Combine(candidate, "manifest.jsonl")) ? Path.GetFullPath(candidate) : null;
        }

        return null;
    }
}
