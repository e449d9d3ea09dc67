using System.Collections;
using System.Collections.Concurrent;
using SipCti.Messages;

namespace SipCti.Fuzz.Targets;

/// <summary>
/// Reads everything that is public of a message, and of what it reads from it: properties, <c>TryGet...</c> methods, elements,
/// text, equality and hash. Found by reflection, so that a reader made later is fuzzed without a word here.
/// </summary>
internal static class PublicReaders
{
    private const int MostElements = 8;
    private const int Deepest = 6;

    private static readonly ConcurrentDictionary<Type, TypeReaders> Known = new();

    /// <summary>Reads everything of a value, and of the values that this gives.</summary>
    public static void ReadAll(object value) => Read(value, 0);

    private static void Read(object? value, int depth)
    {
        if (value is null || depth > Deepest || value is string || value.GetType().IsPrimitive || value.GetType().IsEnum)
            return;
        Type type = value.GetType();
        bool isOurs = type.Namespace?.StartsWith("SipCti", StringComparison.Ordinal) == true;
        if (value is IEnumerable elements && value is not SipMessage)
        {
            foreach (object? element in elements.Cast<object?>().Take(MostElements))
                Read(element, depth + 1);
        }

        if (!isOurs)
            return;
        Claim.Holds(value.Equals(value) && value.GetHashCode() == value.GetHashCode());
        TypeReaders readers = Known.GetOrAdd(type, static t => new TypeReaders(t));
        readers.CheckText(value);
        foreach (Func<object, object?> reader in readers.Readers)
            Read(reader(value), depth + 1);
        if (value is SipParameters parameters)
            CheckLookup(parameters);
    }

    /// <summary>The lookup that reflection cannot call.</summary>
    private static void CheckLookup(SipParameters parameters)
    {
        foreach ((string name, string? value) in parameters.Take(MostElements))
        {
            bool isFound = parameters.TryGetSpan(name, out ReadOnlySpan<char> span);
            Claim.Same(isFound, parameters.Contains(name));
            Claim.Holds(span.Length <= parameters.ToString().Length && (value is not null || !isFound || parameters[name] is not null || span.IsEmpty));
        }
    }
}
