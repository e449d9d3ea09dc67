using SipCti.Messages;
using SipCti.Registration;

namespace PbxHost.Prompt;

/// <summary>Lets a person type 201 for sip:201@pbx.example.</summary>
internal static class DeviceNames
{
    /// <summary>The address that <paramref name="name"/> stands for: itself when it has a scheme; the one registered terminal of that
    /// user; or else the user in <paramref name="domain"/>.</summary>
    public static string Expand(string name, IRegistrationLookup registrations, string domain)
    {
        if (name.Contains(':', StringComparison.Ordinal))
            return name;
        if (name.Contains('@', StringComparison.Ordinal))
            return $"sip:{name}";
        var registered = registrations.All().Select(b => b.AddressOfRecord).Distinct()
            .Where(a => SipUri.TryParse(a, out var uri) && uri.User == name).Take(2).ToList();
        return registered.Count == 1 ? registered[0] : $"sip:{name}@{domain}";
    }

    /// <summary>The monitor's pattern that <paramref name="name"/> stands for; <c>*</c> alone is every device.</summary>
    public static string ExpandPattern(string name, IRegistrationLookup registrations, string domain)
    {
        if (name == "*" || name.Contains(':', StringComparison.Ordinal))
            return name;
        if (!name.Contains('*', StringComparison.Ordinal))
            return Expand(name, registrations, domain);
        // 20* means the user, in whatever domain.
        return $"sip:{name}";
    }
}
