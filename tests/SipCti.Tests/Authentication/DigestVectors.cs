using System.Text.Json;
using SipCti.Authentication;

namespace SipCti.Tests.Authentication;

/// <summary>One computed digest with everything that goes into it.</summary>
internal sealed record DigestVector(
    string Name, string? Algorithm, string? Qop, string Username, string Realm, string Password, string Method, string Uri, string Nonce, string? NonceCount, string? Cnonce, string Ha1, string Ha2, string Response)
{
    /// <summary>False for what we do not speak: qop=auth-int and SHA-512-256.</summary>
    public bool IsOurs => Qop is null or "auth" && DigestAlgorithmName.TryRead(Algorithm, out _);

    public override string ToString() => Name;
}

internal static class DigestVectors
{
    /// <summary>From RFC 2617 section 3.5 and RFC 7616 section 3.9.1, and two computed by another implementation for SIP: with UTF-8, and without qop.</summary>
    public static IEnumerable<DigestVector> Own =>
    [
        new("RFC 2617 3.5", null, "auth", "Mufasa", "testrealm@host.com", "Circle Of Life", "GET", "/dir/index.html", "dcd98b7102dd2f0e8b11d0f600bfb0c093", "00000001", "0a4f113b", "939e7578ed9e3c518a452acee763bce9", "39aff3a2bab6126f332b942af96d3366", "6629fae49393a05397450978507c4ef1"),
        new("RFC 7616 3.9.1 MD5", "MD5", "auth", "Mufasa", "http-auth@example.org", "Circle of Life", "GET", "/dir/index.html", "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", "00000001", "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ", "3d78807defe7de2157e2b0b6573a855f", "39aff3a2bab6126f332b942af96d3366", "8ca523f5e9506fed4657c9700eebdbec"),
        new("RFC 7616 3.9.1 SHA-256", "SHA-256", "auth", "Mufasa", "http-auth@example.org", "Circle of Life", "GET", "/dir/index.html", "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", "00000001", "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ", "7987c64c30e25f1b74be53f966b49b90f2808aa92faf9a00262392d7b4794232", "9a3fdae9a622fe8de177c24fa9c070f2b181ec85e15dcbdc32e10c82ad450b04", "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"),
        new("UTF-8 user and password", "SHA-256", "auth", "jürgen", "pbx.example", "größe", "INVITE", "sip:bob@pbx.example", "abc", "0000000a", "xyz", "1ff864781dff399e41f4c19e129a54bf5b2921855b24ccb8de61f24ee4572b30", "acd4a864dd6876d587c8841675249b47b80b11488b7d9fc53b4d835d37d5884f", "33b2125459fc31e4829bcfe00827763badf5702bae3cd8bd225c0fa900fea2f7"),
        new("no qop", null, null, "alice", "pbx.example", "pw", "REGISTER", "sip:pbx.example", "abc", null, null, "8678d7de118dfc97cb8eb7bf69352dd3", "d5ca067e73f47ef381c730ec17fc708b", "66528020d6a57b0dcc2a9a25db861b25"),
    ];

    /// <summary>The shared collection beside the checkout; empty when it is not there.</summary>
    public static IReadOnlyList<DigestVector> Shared { get; } = ReadShared();

    private static DigestVector[] ReadShared()
    {
        var file = new FileInfo(Path.Combine(Corpora(), "digest", "vectors.json"));
        return file.Exists ? Read(file) : [];
    }

    /// <summary>The folder that <c>SIPCTI_CORPORA</c> names, else <c>../shared/corpora</c> beside the checkout.</summary>
    private static string Corpora()
    {
        if (Environment.GetEnvironmentVariable("SIPCTI_CORPORA") is { Length: > 0 } named)
            return named;
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "SipCti.sln")))
            folder = folder.Parent;
        return Path.Combine(folder?.FullName ?? "", "..", "shared", "corpora");
    }

    private static DigestVector[] Read(FileInfo file)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(file.FullName));
        return [.. document.RootElement.EnumerateArray().Select(vector => new DigestVector(
            Text(vector, "id")!, Text(vector, "algorithm"), Text(vector, "qop"), Text(vector, "username")!, Text(vector, "realm")!, Text(vector, "password")!, Text(vector, "method")!,
            Text(vector, "uri")!, Text(vector, "nonce")!, Text(vector, "nc"), Text(vector, "cnonce"), Text(vector, "ha1")!, Text(vector, "ha2")!, Text(vector, "response")!))];
    }

    private static string? Text(JsonElement vector, string name) =>
        vector.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
