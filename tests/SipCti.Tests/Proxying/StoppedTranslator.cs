using SipCti.Proxying;

namespace SipCti.Tests.Proxying;

/// <summary>Translates nothing, and that only when the test lets it.</summary>
internal sealed class StoppedTranslator : IAddressTranslator
{
    private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Asked => _asked.Task;

    public bool WasCancelled { get; private set; }

    public void Release() => _released.SetResult();

    public async ValueTask<AddressTranslation> TranslateAsync(AddressTranslationRequest request, CancellationToken cancellationToken)
    {
        if (request.Request.Method.Name != "INVITE") return AddressTranslation.None;
        await using var registration = cancellationToken.Register(() => WasCancelled = true);
        _asked.SetResult();
        await _released.Task;
        return AddressTranslation.None;
    }
}
