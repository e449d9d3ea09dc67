using System.Globalization;
using Microsoft.Extensions.Time.Testing;
using SipCti.Messages;
using SipCti.Registration;
using static SipCti.Tests.Registration.Updates;

namespace SipCti.Tests.Registration;

[TestFixture]
public sealed class RegistrarTests
{
    private const string Domain = "sip:pbx.example";
    private const string Desk = "sip:alice@192.0.2.7:5060";

    private FakeTimeProvider _time = null!;
    private RegistrationTable _table = null!;
    private ServerClient _client = null!;

    [SetUp]
    public Task SetUp()
    {
        _time = new FakeTimeProvider(new DateTimeOffset(2026, 8, 1, 12, 0, 0, TimeSpan.Zero));
        _table = new RegistrationTable(new RegistrationTableOptions { Time = _time, MaxBindingsPerAddressOfRecord = 2 });
        return Start(new RegistrarOptions());
    }

    [TearDown]
    public async Task TearDown()
    {
        await _client.DisposeAsync();
        _table.Dispose();
    }

    private async Task Start(RegistrarOptions options) => _client = await ServerClient.StartAsync(_time, new Registrar(_table, options));

    private async Task Restart(RegistrarOptions options)
    {
        await _client.DisposeAsync();
        await Start(options);
    }

    private Task<SipResponse> Register(uint cseq, params string[] headers) => _client.AskAsync(Request(cseq, headers));

    private static SipRequest Request(uint cseq, params string[] headers)
    {
        SipRequest request = ServerClient.Request(SipMethod.Register, Domain, cseq);
        foreach (string header in headers)
        {
            int colon = header.IndexOf(':', StringComparison.Ordinal);
            request.Headers.Append(header[..colon], header[(colon + 1)..].Trim());
        }

        return request;
    }

    private static Contact[] Contacts(SipResponse response)
    {
        Assert.That(response.TryGetContacts(out ContactList contacts), Is.True);
        return [.. contacts];
    }

    [Test]
    public async Task Registration_is_stored_and_answered_with_all_bindings_and_what_is_left_of_them()
    {
        await Register(1, $"Contact: <{Desk}>;expires=600;q=0.5;+sip.instance=\"<urn:uuid:1>\"", "User-Agent: phone/1");
        _time.Advance(TimeSpan.FromSeconds(100));
        SipResponse response = await Register(2, "Contact: <sip:alice@192.0.2.8>", "Expires: 120");

        Assert.That(response.StatusCode, Is.EqualTo(200));
        Contact[] contacts = Contacts(response);
        Assert.That(contacts.Select(contact => (contact.Uri.ToString(), contact.Expires, contact.Q)), Is.EqualTo(new (string, uint?, double?)[]
        {
            ("sip:alice@192.0.2.8", 120, null),
            (Desk, 500, 0.5),
        }));
        Assert.That(contacts[1].Address.Parameters["+sip.instance"], Is.EqualTo("<urn:uuid:1>"));
        Binding desk = _table.Find(Alice).Single(binding => binding.Q < 1);
        Assert.That(desk, Has.Property("InstanceId").EqualTo("urn:uuid:1").And.Property("UserAgent").EqualTo("phone/1").And.Property("CallId").EqualTo("c1"));
        Assert.That(desk.Received, Is.EqualTo(_client.LocalEndPoint));
        Assert.That(desk.ReceivedFlowToken, Is.Not.Empty);
    }

    [Test]
    public async Task Answer_tells_the_date() =>
        Assert.That((await Register(1)).Headers.First(HeaderId.Date), Is.EqualTo("Sat, 01 Aug 2026 12:00:00 GMT"));

    [Test]
    public async Task Query_without_contact_answers_the_bindings_and_changes_nothing()
    {
        await Register(1, $"Contact: <{Desk}>");
        SipResponse response = await Register(2);

        Assert.That(response.StatusCode, Is.EqualTo(200));
        Assert.That(Contacts(response).Single().Uri.ToString(), Is.EqualTo(Desk));
        Assert.That(_table.Find(Alice).Single().CSeq, Is.EqualTo(1u));
    }

    [Test]
    public async Task Address_of_record_is_stored_in_its_canonical_form()
    {
        SipRequest request = ServerClient.Request(
            SipMethod.Register, Domain, from: "sip:%61lice:pw@PBX.example:5070;transport=tcp");
        request.Headers.Append(HeaderId.Contact, $"<{Desk}>");

        Assert.That((await _client.AskAsync(request)).StatusCode, Is.EqualTo(200));
        Assert.That(_table.Find(Alice), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Path_is_stored_and_given_back_as_it_came()
    {
        SipResponse response = await Register(
            1, $"Contact: <{Desk}>", "Path: <sip:token1@edge.example;lr>, <sip:outer.example;lr>", "Path: <sip:third.example;lr>", "Supported: path", "Require: path");

        string[] expected = ["<sip:token1@edge.example;lr>", "<sip:outer.example;lr>", "<sip:third.example;lr>"];
        Assert.That(response.Headers.Values(HeaderId.Path), Is.EqualTo(expected));
        Assert.That(response.HasOption(HeaderId.Supported, "path"), Is.True);
        Assert.That(_table.Find(Alice).Single().Path.Select(path => path.ToString()), Is.EqualTo(expected));
        Assert.That(_table.Find(Alice).Single().FlowToken, Is.EqualTo("token1"));
    }

    [Test]
    public async Task Unknown_extension_that_is_required_answers_420()
    {
        SipResponse response = await Register(1, $"Contact: <{Desk}>", "Require: path, gruu, foo");

        Assert.That(response.StatusCode, Is.EqualTo(420));
        Assert.That(response.Headers.First(HeaderId.Unsupported), Is.EqualTo("gruu, foo"));
        Assert.That(_table.All(), Is.Empty);
    }

    [TestCase(";expires=59", "", 423)]
    [TestCase("", "Expires: 59", 423)]
    [TestCase(";expires=60", "", 200)]
    [TestCase(";expires=0", "", 200)]
    [TestCase(";expires=600", "Expires: 1", 200, Description = "the contact's own interval counts")]
    public async Task Interval_below_the_minimum_answers_423_with_the_minimum(string parameter, string expires, int status)
    {
        string[] headers = [$"Contact: <{Desk}>{parameter}", .. expires.Length > 0 ? new[] { expires } : []];
        SipResponse response = await Register(1, headers);

        Assert.That(response.StatusCode, Is.EqualTo(status));
        Assert.That(response.Headers.First(HeaderId.MinExpires), Is.EqualTo(status == 423 ? "60" : null));
    }

    [TestCase("", 3600u)]
    [TestCase(";expires=100000", 7200u, Description = "shortened to the longest")]
    [TestCase(";expires=99999999999", 3600u, Description = "malformed counts as 3600 (RFC 3261 10.2)")]
    [TestCase(";expires=soon", 3600u)]
    public async Task Interval_is_the_default_or_at_most_the_longest(string parameter, uint granted) =>
        Assert.That(Contacts(await Register(1, $"Contact: <{Desk}>{parameter}")).Single().Expires, Is.EqualTo(granted));

    [Test]
    public async Task Malformed_Expires_counts_as_the_default() =>
        Assert.That(Contacts(await Register(1, $"Contact: <{Desk}>", "Expires: never")).Single().Expires, Is.EqualTo(3600u));

    [Test]
    public async Task Zero_removes_and_the_answer_lists_what_is_left()
    {
        await Register(1, $"Contact: <{Desk}>, <sip:alice@192.0.2.8>");
        SipResponse response = await Register(2, $"Contact: <{Desk}>;expires=0");

        Assert.That(Contacts(response).Select(contact => contact.Uri.ToString()), Is.EqualTo(new[] { "sip:alice@192.0.2.8" }));
    }

    [Test]
    public async Task Wildcard_with_zero_removes_all()
    {
        await Register(1, $"Contact: <{Desk}>, <sip:alice@192.0.2.8>");
        SipResponse response = await Register(2, "Contact: *", "Expires: 0");

        Assert.That(response.StatusCode, Is.EqualTo(200));
        Assert.That(response.Headers.Contains(HeaderId.Contact), Is.False);
        Assert.That(_table.All(), Is.Empty);
    }

    [TestCase("Contact: *")]
    [TestCase("Contact: *", "Expires: 60")]
    [TestCase("Contact: *", "Expires: x")]
    [TestCase("Contact: *, <sip:alice@192.0.2.8>", "Expires: 0")]
    [TestCase("Contact: <sip:alice@")]
    [TestCase("Contact: <sip:alice@192.0.2.8>", "Path: <sip:")]
    public async Task Malformed_request_answers_400_and_says_what_is_wrong(params string[] headers)
    {
        await Register(1, $"Contact: <{Desk}>");
        SipResponse response = await Register(2, headers);

        Assert.That(response.StatusCode, Is.EqualTo(400));
        Assert.That(response.ReasonPhrase, Does.Contain("Contact").Or.Contain("Path"));
        Assert.That(_table.Find(Alice), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Late_request_of_the_same_Call_ID_answers_500_and_changes_nothing()
    {
        await Register(5, $"Contact: <{Desk}>");
        SipResponse response = await Register(4, $"Contact: <{Desk}>;expires=0");

        Assert.That(response.StatusCode, Is.EqualTo(500));
        Assert.That(response.ReasonPhrase, Does.Contain("CSeq"));
        Assert.That(_table.Find(Alice), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Too_many_bindings_answers_503_until_the_first_of_them_has_expired()
    {
        await Register(1, $"Contact: <{Desk}>;expires=90, <sip:alice@192.0.2.8>;expires=600");
        SipResponse response = await Register(2, "Contact: <sip:alice@192.0.2.9>");

        Assert.That(response.StatusCode, Is.EqualTo(503));
        Assert.That(response.Headers.First(HeaderId.RetryAfter), Is.EqualTo("90"));
        _time.Advance(TimeSpan.FromSeconds(90));
        Assert.That((await Register(3, "Contact: <sip:alice@192.0.2.9>")).StatusCode, Is.EqualTo(200));
    }

    [TestCase("sip:alice@elsewhere.example", 404)]
    [TestCase("sip:nobody@pbx.example", 404)]
    [TestCase("sip:pbx.example", 404)]
    [TestCase("tel:+431234", 400)]
    [TestCase("sips:alice@pbx.example", 200)]
    public async Task Address_of_record_has_to_exist_in_the_domains(string address, int status)
    {
        await Restart(new RegistrarOptions { Domains = ["PBX.example"], AddressExists = uri => uri.User != "nobody" });
        SipRequest request = ServerClient.Request(SipMethod.Register, Domain, to: address);
        request.Headers.Append(HeaderId.Contact, $"<{Desk}>");

        Assert.That((await _client.AskAsync(request)).StatusCode, Is.EqualTo(status));
        Assert.That(_table.All(), Has.Count.EqualTo(status == 200 ? 1 : 0));
    }

    [TestCase("sip:pbx.example", 200)]
    [TestCase("sip:192.0.2.1:5060", 200, Description = "the server by its own address")]
    [TestCase("sip:other.example", 404, Description = "not ours: passed on, here to the end of the chain")]
    public async Task Request_for_another_domain_is_passed_on(string domain, int status)
    {
        await Restart(new RegistrarOptions { Domains = ["pbx.example"] });
        SipRequest request = ServerClient.Request(SipMethod.Register, domain);

        Assert.That((await _client.AskAsync(request)).StatusCode, Is.EqualTo(status));
    }

    [Test]
    public async Task Other_methods_are_passed_on() =>
        Assert.That((await _client.AskAsync(ServerClient.Request(SipMethod.Message, "sip:bob@pbx.example"))).StatusCode, Is.EqualTo(405));

    [TestCase(nameof(RegistrarOptions.MinExpires), 0, 3600, 7200)]
    [TestCase(nameof(RegistrarOptions.MinExpires), 3601, 3700, 7200)]
    [TestCase(nameof(RegistrarOptions.DefaultExpires), 60, 59, 7200)]
    [TestCase(nameof(RegistrarOptions.MaxExpires), 60, 3600, 3599)]
    public void Wrong_option_is_named(string option, int min, int standard, int max)
    {
        var options = new RegistrarOptions
        {
            MinExpires = TimeSpan.FromSeconds(min),
            DefaultExpires = TimeSpan.FromSeconds(standard),
            MaxExpires = TimeSpan.FromSeconds(max),
        };
        Assert.That(() => new Registrar(_table, options), Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.Contains(option));
    }

    [Test]
    public async Task Many_clients_at_once_get_each_their_own_bindings()
    {
        for (int i = 0; i < 200; i++)
        {
            string user = i.ToString(CultureInfo.InvariantCulture);
            SipRequest request = ServerClient.Request(SipMethod.Register, Domain, from: $"sip:{user}@pbx.example", callId: "c" + user);
            request.Headers.Append(HeaderId.Contact, $"<sip:{user}@192.0.2.7>");
            await _client.SendAsync(request);
        }

        for (int i = 0; i < 200; i++)
        {
            SipResponse response = await _client.ReceiveAsync().WaitAsync(TimeSpan.FromSeconds(10));
            Assert.That(response.StatusCode, Is.EqualTo(200));
            Assert.That(Contacts(response).Single().Uri.User, Is.EqualTo(response.To.Uri.User));
        }
    }
}
