using PbxHost.Prompt;

namespace SipCti.Interop.Tests;

internal sealed class PromptCommandTests
{
    [TestCaseSource(nameof(Commands))]
    public void A_line_is_understood(string line, object command) =>
        Assert.That(PromptCommand.Parse(line, out _), Is.EqualTo(command));

    [TestCase("call alice", "call A B")]
    [TestCase("clear", "clear ID")]
    [TestCase("monitor a b", "monitor A")]
    [TestCase("dance", "'dance' is no command")]
    public void A_line_that_is_not_understood_says_what_is_wanted(string line, string expected)
    {
        var command = PromptCommand.Parse(line, out var error);
        Assert.That(command, Is.Null);
        Assert.That(error, Does.Contain(expected));
    }

    private static IEnumerable<TestCaseData> Commands()
    {
        yield return new TestCaseData("call alice  bob", new PromptCommand.Call("alice", "bob"));
        yield return new TestCaseData("clear 7", new PromptCommand.Clear("7"));
        yield return new TestCaseData(" monitor *", new PromptCommand.Monitor("*"));
        yield return new TestCaseData("terminals", new PromptCommand.Terminals());
        yield return new TestCaseData("calls", new PromptCommand.Calls());
        yield return new TestCaseData("help", new PromptCommand.ShowHelp());
    }
}
