namespace PbxHost.CommandLine;

/// <summary>Reads <c>user,password</c> lines; empty lines and lines that begin with # are passed over.</summary>
internal static class UsersFile
{
    /// <exception cref="FormatException">A line is not user,password; the message names the file and the line.</exception>
    public static IReadOnlyList<(string User, string Password)> Read(TextReader reader, string name)
    {
        var users = new List<(string, string)>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var number = 1; reader.ReadLine() is { } line; number++)
        {
            if (string.IsNullOrWhiteSpace(line) || line.StartsWith('#'))
                continue;
            // The password may hold commas itself and begins right behind the first one.
            var comma = line.IndexOf(',', StringComparison.Ordinal);
            var user = comma < 0 ? "" : line[..comma].Trim();
            if (user.Length == 0 || comma == line.Length - 1)
                throw new FormatException($"--users: line {number} of {name} is not user,password.");
            if (!seen.Add(user))
                throw new FormatException($"--users: line {number} of {name} names user '{user}' a second time.");
            users.Add((user, line[(comma + 1)..]));
        }

        return users;
    }
}
