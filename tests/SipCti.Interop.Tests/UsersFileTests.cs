using PbxHost.CommandLine;

namespace SipCti.Interop.Tests;

internal sealed class UsersFileTests
{
    [Test]
    public void A_line_is_a_user_and_a_password_that_may_hold_commas()
    {
        var users = UsersFile.Read(new StringReader("# phones\nalice,pw\n\nbob, a,b\n"), "users");
        Assert.That(users, Is.EqualTo([("alice", "pw"), ("bob", " a,b")]));
    }

    [TestCase("alice,pw\nbob\n", "line 2")]
    [TestCase(",pw\n", "line 1")]
    [TestCase("alice,\n", "line 1")]
    [TestCase("alice,pw\nalice,pw\n", "line 2")]
    public void A_wrong_line_is_named(string text, string line) =>
        Assert.That(() => UsersFile.Read(new StringReader(text), "users.txt"),
            Throws.TypeOf<FormatException>().With.Message.Contains(line).And.Message.Contains("users.txt"));
}
