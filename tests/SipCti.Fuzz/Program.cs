using SharpFuzz;
using SipCti.Fuzz.Targets;

namespace SipCti.Fuzz;

/// <summary>
/// The host of the targets. <c>afl TARGET</c> serves afl-fuzz; <c>once TARGET FILE-OR-FOLDER...</c> runs each file once and
/// needs no fuzzer.
/// </summary>
internal static class Program
{
    private static int Main(string[] arguments)
    {
        if (arguments is not [string mode, string name, .. string[] paths] || !FuzzTargets.All.TryGetValue(name, out FuzzTarget? target))
            return Usage();
        switch (mode)
        {
            case "afl" when paths.Length == 0:
                // Out of process, so that a stack overflow or a hang ends the child and not the run.
                Fuzzer.OutOfProcess.Run(stream => target(ReadAll(stream)));
                return 0;
            case "once" when paths.Length > 0:
                return RunOnce(target, paths);
            default:
                return Usage();
        }
    }

    private static int RunOnce(FuzzTarget target, string[] paths)
    {
        int failed = 0;
        int run = 0;
        foreach (string file in paths.SelectMany(FilesOf))
        {
            run++;
            try
            {
                target(File.ReadAllBytes(file));
            }
            catch (Exception exception) when (exception is not OutOfMemoryException)
            {
                failed++;
                Console.Error.WriteLine($"{file}: {exception}");
            }
        }

        Console.WriteLine($"{run} inputs, {failed} failed");
        return failed == 0 && run > 0 ? 0 : 1;
    }

    private static IEnumerable<string> FilesOf(string path) =>
        Directory.Exists(path) ? Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal) : [path];

    private static byte[] ReadAll(Stream stream)
    {
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }

    private static int Usage()
    {
        Console.Error.WriteLine($"afl TARGET | once TARGET FILE-OR-FOLDER...   with TARGET one of {string.Join(", ", FuzzTargets.All.Keys)}");
        return 2;
    }
}
