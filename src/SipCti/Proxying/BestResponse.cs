using SipCti.Messages;

namespace SipCti.Proxying;

/// <summary>
/// Chooses among the final responses of all branches (RFC 3261 section 16.7 steps 6 and 7): a 6xx, else one of the lowest
/// class, and in class 4 the one that tells the caller most.
/// </summary>
internal sealed class BestResponse
{
    private List<SipResponse>? _challenges;
    private SipResponse? _best;
    private int _bestRank = int.MaxValue;

    /// <summary>True when a branch was answered 6xx: nobody else is to be tried.</summary>
    public bool IsGlobalFailure => _best is { StatusCode: >= 600 };

    /// <summary>The best response so far; null when there is none.</summary>
    public SipResponse? Current => _best;

    public void Add(SipResponse response)
    {
        if (response.StatusCode is 401 or 407) (_challenges ??= []).Add(response);
        var rank = Rank(response.StatusCode);
        if (rank >= _bestRank) return;
        (_best, _bestRank) = (response, rank);
    }

    /// <summary>The response to be sent back; null when there was none.</summary>
    public SipResponse? Take()
    {
        if (_best is { StatusCode: 401 or 407 } best)
        {
            // Step 7: the caller can answer the challenges of all branches in one new request.
            foreach (var other in _challenges!)
            {
                if (other == best) continue;
                Copy(other, best, HeaderId.WwwAuthenticate);
                Copy(other, best, HeaderId.ProxyAuthenticate);
            }
        }

        return _best;
    }

    // The first one of a rank stays: among equals the order of arrival decides.
    private static int Rank(int status) => status switch
    {
        >= 600 => 0,
        < 400 => status,
        401 or 407 => 400,
        415 or 420 or 484 => 401,
        // 408 and 480 say that nobody answered, 487 that we hung up; any other 4xx says why.
        408 => 499,
        480 => 498,
        487 => 497,
        < 500 => 402,
        // Step 6: a 503 is only about the next hop.
        503 => 599,
        _ => 500,
    };

    private static void Copy(SipResponse from, SipResponse to, HeaderId header)
    {
        foreach (var line in from.Headers)
            if (line.Id == header) to.Headers.Append(header, line.Value);
    }
}
