namespace SipCti.Proxying;

/// <summary>Reads the text form of a <see cref="DialPlan"/>.</summary>
internal static class DialPlanReader
{
    public static DialPlan Read(TextReader reader, string? source)
    {
        var plan = new DialPlan();
        for (var number = 1; reader.ReadLine() is { } line; number++)
        {
            try
            {
                ReadRule(plan, line);
            }
            catch (FormatException e)
            {
                throw new FormatException($"{(source is null ? "" : source + ", ")}line {number}: {e.Message}", e);
            }
        }

        return plan;
    }

    private static void ReadRule(DialPlan plan, string line)
    {
        var words = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (words.Length == 0 || words[0][0] == '#') return;
        if (words is not [var verb, var pattern, var target, ..])
            throw new FormatException($"a rule is 'send PATTERN TARGET' or 'return PATTERN TARGET', and this one has {words.Length} of its 3 words.");
        // Only after the target does # begin a comment: it is a key of the telephone and may be part of a pattern.
        if (words.Length > 3 && words[3][0] != '#')
            throw new FormatException($"unexpected '{words[3]}' after the target; a comment begins with #.");
        _ = verb switch
        {
            "send" => plan.Rewrite(pattern, target),
            "return" => plan.Return(pattern, target),
            _ => throw new FormatException($"'{verb}' is neither 'send' nor 'return'."),
        };
    }
}
