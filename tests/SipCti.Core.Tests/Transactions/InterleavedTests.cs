using SipCti.Core.Tests.Transport;
using SipCti.Messages;

namespace SipCti.Core.Tests.Transactions;

/// <summary>Many sessions on one connection.</summary>
[TestFixture(Medium.InMemory)]
[TestFixture(Medium.Tcp)]
public class InterleavedTests(Medium medium) : TransactionTest(medium)
{
    private const int Sessions = 1000;
    private static readonly int[] Answers = [180, 486];

    [Test]
    public async Task A_thousand_requests_out_on_one_flow_each_get_their_own_responses()
    {
        var listener = await Rig.ListenAsync();
        var sent = new SentRequest[Sessions];
        for (var i = 0; i < Sessions; i++)
            sent[i] = await Rig.SendAsync(Requests.Bare(SipMethod.Invite, $"{i}@out", (uint)i + 1), listener.EndPoint);
        var peer = await listener.AcceptAsync();
        var received = new List<SipRequest>();
        for (var i = 0; i < Sessions; i++)
            received.Add(await peer.ExpectAsync(SipMethod.Invite));

        // Answered in another order: all ring, then half is taken and half refused.
        foreach (var request in Shuffled(received))
            await peer.SendAsync(request.CreateResponse(180, toTag: $"tag{request.CSeq.Number}"));
        foreach (var request in Shuffled(received))
            await peer.SendAsync(request.CreateResponse(request.CSeq.Number % 2 == 0 ? 200 : 486, toTag: $"tag{request.CSeq.Number}"));

        for (var i = 0; i < Sessions; i++)
        {
            Assert.That((await sent[i].ExpectAsync(180)).ToTag, Is.EqualTo($"tag{i + 1}"));
            var final = await sent[i].ExpectAsync(i % 2 == 1 ? 200 : 486);
            Assert.That(final.CallId, Is.EqualTo($"{i}@out"));
            Assert.That(final.ToTag, Is.EqualTo($"tag{i + 1}"));
        }

        for (var i = 0; i < Sessions / 2; i++)
            await peer.ExpectAsync(SipMethod.Ack);
        Assert.That(Rig.Layer.Count, Is.EqualTo(Sessions / 2), "Those with 2xx wait for other forks.");
    }

    [Test]
    public async Task A_thousand_requests_in_on_one_flow_each_get_their_own_responses()
    {
        Rig.User.Handler = static (request, transaction) =>
        {
            if (transaction is null)
                return;
            transaction.Respond(request.CreateResponse(180, toTag: $"tag{request.CSeq.Number}"));
            transaction.Respond(request.CreateResponse(486, toTag: $"tag{request.CSeq.Number}"));
        };
        var peer = await Rig.ConnectAsync();
        var requests = Enumerable.Range(0, Sessions).Select(i => Requests.New(SipMethod.Invite, $"{i}@in", (uint)i + 1)).ToArray();
        var reading = ReadAsync();
        foreach (var request in Shuffled(requests))
            await peer.SendAsync(request);
        var statuses = await reading;
        Assert.That(statuses, Is.All.EqualTo(Answers));
        Assert.That(Rig.Layer.Count, Is.EqualTo(Sessions));

        foreach (var request in Shuffled(requests))
            await peer.SendAsync(request.Matching(SipMethod.Ack, $"tag{request.CSeq.Number}"));
        foreach (var request in requests)
            await peer.ExpectSilenceAsync(request.CallId);
        Assert.That(Rig.Layer.Count, Is.Zero);

        async Task<List<int>[]> ReadAsync()
        {
            var byNumber = Enumerable.Range(0, Sessions).Select(_ => new List<int>()).ToArray();
            for (var i = 0; i < 2 * Sessions; i++)
            {
                var response = (SipResponse)await peer.ReceiveAsync();
                var number = (int)response.CSeq.Number - 1;
                Assert.That(response.CallId, Is.EqualTo($"{number}@in"));
                Assert.That(response.TopVia.Branch, Is.EqualTo(requests[number].TopVia.Branch));
                Assert.That(response.ToTag, Is.EqualTo($"tag{number + 1}"));
                byNumber[number].Add(response.StatusCode);
            }

            return byNumber;
        }
    }

    private static SipRequest[] Shuffled(IReadOnlyList<SipRequest> requests)
    {
        var order = requests.ToArray();
        new Random(42).Shuffle(order);
        return order;
    }
}
