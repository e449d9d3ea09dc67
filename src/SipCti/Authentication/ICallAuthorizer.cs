namespace SipCti.Authentication;

/// <summary>Decides whether a call is allowed before it completes; asked once for each INVITE that would begin a dialog, after its user is known.</summary>
public interface ICallAuthorizer
{
    /// <summary>Allows or denies a call. The caller waits for the answer; <see cref="AuthenticatorOptions.CallAuthorizerTimeout"/> bounds it. What it throws fails the call with 500.</summary>
    /// <param name="request">The call.</param>
    /// <param name="cancellationToken">Cancelled when the answer comes too late.</param>
    ValueTask<CallAuthorization> AuthorizeAsync(CallAuthorizationRequest request, CancellationToken cancellationToken = default);
}
