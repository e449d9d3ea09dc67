namespace SipCti.Server;

/// <summary>The owner of a dialog: a user agent that ends requests instead of forwarding them.</summary>
public interface IDialogUser
{
    /// <summary>Handles a request inside the dialog, ACK included, on the strand of its Call-ID. It has to answer every request but ACK.</summary>
    /// <param name="context">The request and the means to answer it.</param>
    /// <returns>Completes when the request is answered or taken over. An exception answers 500.</returns>
    ValueTask OnRequestAsync(SipRequestContext context);
}
