using System.Text;
using SipCti.Messages;

namespace SipCti.Fuzz.Targets;

/// <summary>One URI, or two with a line feed between: reading, writing, comparing and editing must agree with each other.</summary>
internal static class UriTarget
{
    public static void Run(byte[] input)
    {
        int feed = input.AsSpan().IndexOf((byte)'\n');
        SipUri? left = Check(feed < 0 ? input : input.AsSpan(0, feed));
        SipUri? right = feed < 0 ? null : Check(input.AsSpan(feed + 1));
        if (left is null || right is null)
            return;
        bool isSame = left.Equals(right);
        Claim.Same(right.Equals(left), isSame);
        Claim.Holds(!isSame || left.GetHashCode() == right.GetHashCode());
    }

    private static SipUri? Check(ReadOnlySpan<byte> text)
    {
        ViewChecks.Check(text);
        bool isRead = SipUri.TryParse(text, out SipUri? uri);
        if (Ascii.IsValid(text))
        {
            Claim.Same(SipUri.TryParse(Encoding.ASCII.GetString(text), out SipUri? same), isRead);
            Claim.Holds(!isRead || (uri!.Equals(same) && uri.ToString() == same!.ToString() && uri.ToString() == Encoding.ASCII.GetString(text)));
        }

        if (uri is null)
            return null;
        PublicReaders.ReadAll(uri);
        CheckSame(uri, uri);
        Claim.Holds(SipUri.TryParse(uri.ToString(), out SipUri? again));
        Claim.Same(again!.ToString(), uri.ToString());
        CheckSame(uri, again);

        CheckAddressOfRecord(uri);
        CheckEdits(uri);
        return uri;
    }

    private static void CheckSame(SipUri left, SipUri right)
    {
        Claim.Holds(left.Equals(right) && right.Equals(left));
        Claim.Same(left.GetHashCode(), right.GetHashCode());
    }

    /// <summary>The key of a binding is a URI, and the key of that URI is the key again.</summary>
    private static void CheckAddressOfRecord(SipUri uri)
    {
        Claim.Holds(SipUri.TryParse(uri.AddressOfRecord, out SipUri? key));
        Claim.Same(key!.AddressOfRecord, uri.AddressOfRecord);
    }

    private static void CheckEdits(SipUri uri)
    {
        SipUri bare = uri.WithoutParametersAndHeaders();
        Claim.Holds(!uri.IsSip || (bare.Parameters.Count == 0 && bare.Headers is null));
        Claim.Holds(uri.WithoutHeaders().Headers is null || !uri.IsSip);

        // An escaped reserved character or one beyond ASCII is not the same as its plain form, in which the name is shown.
        foreach ((string name, string? value) in uri.Parameters.Where(p => p.Key.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.')))
            Claim.Holds(uri.Parameters.Contains(name) && !uri.WithoutParameter(name).Parameters.Contains(name), $"{name}={value} goes away");
        // What would cross a limit is refused; an escape takes three characters for one.
        if (!uri.IsSip || uri.Parameters.Count == 64 || uri.ToString().Length > ushort.MaxValue / 4)
            return;
        Claim.Same(uri.WithParameter("x-y", "a b").Parameters["x-y"], "a b");
        Claim.Same(uri.WithUser("a@b").User, "a@b");
        Claim.Same(uri.WithHost("example.com", 5070).Port, 5070);
        if (uri.User is { Length: > 0 } user)
            Claim.Same(SipUri.Create(user, "example.com").User, user);
    }
}
