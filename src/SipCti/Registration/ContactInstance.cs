using System.Globalization;
using SipCti.Messages;

namespace SipCti.Registration;

/// <summary>Reads the Contact parameters of RFC 5626 section 4.1.</summary>
internal static class ContactInstance
{
    /// <summary>The <c>+sip.instance</c> without its angle brackets, or null.</summary>
    public static string? InstanceId(SipParameters parameters)
    {
        string? instance = parameters["+sip.instance"];
        if (instance is ['<', .., '>'])
            instance = instance[1..^1];
        return string.IsNullOrEmpty(instance) ? null : instance;
    }

    /// <summary>The <c>reg-id</c>, 1 to 2^31-1, or null.</summary>
    public static int? RegId(SipParameters parameters) =>
        int.TryParse(parameters["reg-id"], NumberStyles.None, CultureInfo.InvariantCulture, out int id) && id > 0 ? id : null;
}
