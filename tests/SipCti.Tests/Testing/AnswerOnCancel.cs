using SipCti.Messages;
using SipCti.Server;
using SipCti.Transactions;

namespace SipCti.Tests.Testing;

/// <summary>A callee that picks up at the very moment in which the caller gives up.</summary>
internal sealed class AnswerOnCancel(SipRequestContext context) : IServerTransactionUser
{
    public void OnCancel(ServerTransaction tx, SipRequest cancel)
    {
        var transport = context.Server.Transport;
        var answer = context.CreateResponse(200);
        answer.Headers.Set(HeaderId.Contact, $"<sip:bob@{transport.SentByHost}:{transport.SentByPort};transport=tcp>");
        context.Respond(answer);
    }

    public void OnFailure(ServerTransaction tx, TransactionFailure f) => Assert.Fail($"{f}");
}
