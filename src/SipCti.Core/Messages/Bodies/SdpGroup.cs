namespace SipCti.Messages;

/// <summary>The value of an <c>a=group</c> attribute: media sections that belong together (RFC 5888). Immutable.</summary>
public sealed class SdpGroup
{
    private SdpGroup(string semantics, string[] mids)
    {
        Semantics = semantics;
        Mids = mids;
    }

    /// <summary>How they belong together: <c>BUNDLE</c> for one transport (RFC 9143), <c>LS</c> for lip synchronization, ...</summary>
    public string Semantics { get; }

    /// <summary>The <see cref="SdpMedia.Mid"/> of each section, in order.</summary>
    public IReadOnlyList<string> Mids { get; }

    /// <summary>The value as it stands in a description.</summary>
    public override string ToString() => string.Join(' ', [Semantics, .. Mids]);

    internal static SdpGroup? Read(string value)
    {
        string[] words = value.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words.Length == 0 ? null : new SdpGroup(words[0], words[1..]);
    }
}
