namespace SipCti.Server;

/// <summary>Puts a <see cref="SipServer"/> together: options, then components in the order in which they see requests.</summary>
public sealed class SipServerBuilder
{
    private readonly SipServerOptions _options;
    private readonly List<ISipComponent> _components = [];

    internal SipServerBuilder(SipServerOptions options) => _options = options;

    /// <summary>Adds a component at the end of the request pipeline.</summary>
    /// <param name="component">The component. It belongs to one server only.</param>
    /// <returns>This builder.</returns>
    public SipServerBuilder Use(ISipComponent component)
    {
        ArgumentNullException.ThrowIfNull(component);
        _components.Add(component);
        return this;
    }

    /// <summary>Adds a function at the end of the request pipeline.</summary>
    /// <param name="handler">Handles, claims (by not calling the second argument) or passes on a request.</param>
    /// <returns>This builder.</returns>
    public SipServerBuilder Use(Func<SipRequestContext, SipRequestDelegate, ValueTask> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        return Use(new FunctionComponent(handler));
    }

    /// <summary>Builds the server. It listens only once it is started.</summary>
    /// <returns>The server.</returns>
    /// <exception cref="ArgumentException">An option has a value out of its range; the message names it.</exception>
    public SipServer Build()
    {
        _options.Validate();
        return new SipServer(_options, [.. _components]);
    }

    private sealed class FunctionComponent(Func<SipRequestContext, SipRequestDelegate, ValueTask> handler) : ISipComponent
    {
        public ValueTask InvokeAsync(SipRequestContext context, SipRequestDelegate next) => handler(context, next);
    }
}
