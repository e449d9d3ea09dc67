namespace SipCti.Messages;

/// <summary>Strings of the common parameter names, so that reading them allocates nothing.</summary>
internal static class ParameterNames
{
    private static readonly string[] Common =
    [
        "lr", "ob", "tag", "ttl", "user", "alias", "rport", "maddr", "cause", "branch", "method", "reg-id", "expires", "reason",
        "received", "transport", "q", "pub-gruu", "temp-gruu", "phone-context", "+sip.instance",
    ];

    public static string Get(ReadOnlySpan<char> name)
    {
        foreach (string common in Common)
        {
            if (name.SequenceEqual(common))
                return common;
        }

        return name.ToString();
    }
}
