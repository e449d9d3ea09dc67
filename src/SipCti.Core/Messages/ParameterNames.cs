using System.Text;

namespace SipCti.Messages;

/// <summary>Strings of the common parameter names, so that reading them allocates nothing.</summary>
internal static class ParameterNames
{
    private static readonly string[] Common =
        ["lr", "ob", "tag", "user", "alias", "rport", "maddr", "branch", "method", "reg-id", "expires", "received", "transport", "q", "+sip.instance"];

    public static string Get(ReadOnlySpan<byte> name)
    {
        foreach (string common in Common)
        {
            if (common.Length == name.Length && Ascii.Equals(name, common))
                return common;
        }

        return QuotedText.Decode(name);
    }
}
