using QuickStart;
using SipCti.Authentication;
using SipCti.Cti;
using SipCti.Messages;
using SipCti.PassingThrough;
using SipCti.Proxying;
using SipCti.Registration;
using SipCti.Server;
using SipCti.Testing;

var ladder = new MessageLadder(["201", "pass-through", "proxy", "202"]);
try
{
    // The proxy: who may register and call, who is registered where, which way calls go.
    var users = new InMemoryCredentialStore(("201", "first secret"), ("202", "second secret"));
    using var table = new RegistrationTable();
    await using var proxy = SipServer.Create(o => { o.ListenTcp("127.0.0.1", 0); o.Tap = ladder.Tap("proxy"); })
        .Use(new Authenticator(new() { Realm = "pbx.example", Credentials = users }))
        .Use(new Registrar(table))
        .Use(new Proxy(table))
        .Build();
    await proxy.StartAsync();

    // The pass-through: stands between the terminals and the proxy, and sees every call.
    var passThrough = new PassThrough(new()
    {
        NextHop = SipUri.Parse($"sip:{proxy.Transport.LocalEndPoints[0]};transport=tcp"),
        Mirror = RegistrationMirror.Follow(table),
    });
    await using var edge = SipServer.Create(o => { o.ListenTcp("127.0.0.1", 0); o.Tap = ladder.Tap("pass-through"); }).Use(passThrough).Build();
    await using var cti = new CtiService(passThrough);
    await edge.StartAsync();

    // An application watches both devices until a set time.
    var events = new EventWatch();
    await using var application = cti.Connect("quick start", events.Add);
    var monitor = application.MonitorStart(new() { Devices = ["sip:20*@pbx.example"], NotAfter = TimeProvider.System.GetUtcNow().AddSeconds(5) });

    // Two terminals register through the pass-through.
    await using var caller = Terminal("201", "first secret", TerminalAnswer.Manual);
    await using var callee = Terminal("202", "second secret", TerminalAnswer.After(TimeSpan.FromSeconds(0.5)));
    await caller.StartAsync();
    await callee.StartAsync();
    await events.WaitForAsync<RegistrationAdded>();

    // Click to dial: 201 is made to call 202, 202 answers, they talk for a moment, the application ends the call.
    var call = await application.MakeCall("sip:201@pbx.example", "sip:202@pbx.example", new() { AutoOriginate = AutoOriginate.DoNotPrompt });
    await events.WaitForAsync<ServiceInitiated>();
    var originated = await events.WaitForAsync<Originated>();
    if (!originated.IsTerminalInitiated) throw new InvalidOperationException("no INVITE of 201 itself; the pass-through had to call in its place");
    await events.WaitForAsync<Delivered>();
    await events.WaitForAsync<Established>();
    await Task.Delay(TimeSpan.FromSeconds(0.5), TimeProvider.System);
    await application.ClearCall(call.CallId);
    await events.WaitForAsync<CallCleared>();
    await events.WaitForAsync<MonitorStopped>();

    bool IsOfTheCall(LadderMessage message) => message.Message.CSeq.Method != SipMethod.Register;
    Console.WriteLine($"\n{ladder.Draw(IsOfTheCall)}");
    Console.WriteLine($"Call {call.CallId}: 201 itself called 202; {ladder.Messages.Count(IsOfTheCall)} SIP messages, {monitor.EventCount} events; the monitor ended at its time.");
    return 0;

    SimulatedTerminal Terminal(string user, string password, TerminalAnswer answer) => new(new()
    {
        AddressOfRecord = $"sip:{user}@pbx.example",
        OutboundProxy = edge.Transport.LocalEndPoints[0].ToString(),
        Password = password,
        Answer = answer,
        Tap = ladder.Tap(user),
    });
}
catch (Exception failure)
{
    Console.Error.WriteLine($"\n{ladder.Draw()}\nQuickStart failed: {failure.Message}");
    return 1;
}
