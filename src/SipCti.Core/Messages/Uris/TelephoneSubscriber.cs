using System.Text;

namespace SipCti.Messages;

/// <summary>The one form of a telephone-subscriber that RFC 3261 section 19.1.6 asks for when it becomes the user part of a sip URI.</summary>
internal static class TelephoneSubscriber
{
    // RFC 3966 section 3 with the post-dial of RFC 3261: these first and in this order, the others by their names.
    private static readonly string[] Leading = ["isub", "ext", "postd", "phone-context"];

    /// <summary>Number and parameters in lower case, the parameters in order.</summary>
    public static string Canonical(ReadOnlySpan<char> number, ParameterCursor parameters)
    {
        var all = new List<(int Rank, string Name, string Text)>();
        while (parameters.Next())
        {
            string name = parameters.Name.ToString().ToLowerInvariant();
            int rank = Array.IndexOf(Leading, name);
            string text = parameters.HasValue ? $";{name}={parameters.Value.ToString().ToLowerInvariant()}" : $";{name}";
            all.Add((rank < 0 ? Leading.Length : rank, name, text));
        }

        all.Sort(static (a, b) => a.Rank != b.Rank ? a.Rank.CompareTo(b.Rank) : string.CompareOrdinal(a.Name, b.Name));
        var subscriber = new StringBuilder(64).Append(number.ToString().ToLowerInvariant());
        foreach ((_, _, string text) in all)
            subscriber.Append(text);
        return subscriber.ToString();
    }
}
