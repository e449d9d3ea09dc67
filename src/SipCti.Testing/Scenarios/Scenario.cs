namespace SipCti.Testing;

/// <summary>
/// A call flow written as one table, run in a <see cref="SipLab"/> and checked line by line.
/// <code>
/// await Scenario.RunAsync(lab, """
///     alice: call sip:bob@pbx.example
///     alice -> proxy  INVITE sip:bob@pbx.example
///     alice &lt;- proxy  407
///                     Proxy-Authenticate: Digest *
///     alice -> proxy  ACK
///     alice -> proxy  INVITE
///     proxy -> bob    INVITE
///                     Max-Forwards: 69
///     proxy &lt;- bob    180
///     alice &lt;- proxy  180 Ringing (INVITE)
///     +2s
///     bob: answer
///     ...
///     """);
/// </code>
/// </summary>
/// <remarks>
/// <para>Lines:</para>
/// <list type="table">
/// <item><term><c>a -> b  INVITE uri</c></term><description>a request from a to b; the Request-URI is optional. <c>b &lt;- a</c> says the same.</description></item>
/// <item><term><c>a -> b  180 Ringing (INVITE)</c></term><description>a response; reason phrase and method are optional; <c>18x</c> and <c>4xx</c> stand for any digit.</description></item>
/// <item><term>an indented line</term><description>a header of the message above: <c>Name: value</c> (one of that name matches), <c>Name</c> (it is there), <c>!Name</c> (it is not); <c>body: *m=audio*</c> looks at the body.</description></item>
/// <item><term><c>? a -> b  100</c></term><description>a message that may come or not.</description></item>
/// <item><term><c>...</c></term><description>any other messages may come too, up to the next action or clock step.</description></item>
/// <item><term><c>+5s</c></term><description>moves the clock (ms, s, min, h).</description></item>
/// <item><term><c>bob: answer</c></term><description>a terminal acts: <c>call URI</c>, <c>answer</c>, <c>reject STATUS</c>, <c>hang up</c>, <c>hold</c>, <c>retrieve</c>, <c>register</c>, <c>unregister</c>; <c>network: cut a b</c>, <c>network: restore a b</c>; or an action of the caller's own.</description></item>
/// <item><term><c># text</c></term><description>a remark.</description></item>
/// </list>
/// <para>In values <c>*</c> stands for any text and <c>?</c> for one character.</para>
/// <para>
/// The lines between two actions or clock steps are a block: when the lab has come to rest, exactly these messages must have gone between the
/// participants that the table names (others are not looked at), in the order of the lines for each call and direction.
/// Between different pairs and directions the order is not checked: no network promises one.
/// </para>
/// </remarks>
public static class Scenario
{
    /// <summary>Runs a scenario.</summary>
    /// <param name="lab">The lab with its servers and terminals, all started.</param>
    /// <param name="table">The lines.</param>
    /// <param name="actions">The caller's own actions, by their whole line: <c>["app: make the call"]</c>. They are begun, and must be done by the end of the scenario.</param>
    /// <returns>Completes when the whole flow went as the table says.</returns>
    /// <exception cref="FormatException">A line cannot be understood.</exception>
    /// <exception cref="ScenarioException">The flow was another one.</exception>
    public static async Task RunAsync(SipLab lab, string table, IReadOnlyDictionary<string, Func<Task>>? actions = null)
    {
        ArgumentNullException.ThrowIfNull(lab);
        ArgumentNullException.ThrowIfNull(table);
        var steps = ScenarioTable.Parse(table);
        await new ScenarioRunner(lab, steps, new ScenarioActions(lab, actions ?? new Dictionary<string, Func<Task>>())).RunAsync();
    }
}
