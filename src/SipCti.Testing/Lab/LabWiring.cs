using System.Net;
using SipCti.Diagnostics;
using SipCti.Transport;

namespace SipCti.Testing;

/// <summary>Which nodes listen where, which connections join them, and which pairs are cut. Thread-safe.</summary>
/// <param name="memory">The network in memory, which counts and cuts by itself; null over sockets.</param>
/// <param name="quiescence">Counts what is on its way over sockets.</param>
internal sealed class LabWiring(InMemoryNetwork? memory, Quiescence quiescence)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<IPEndPoint, string> _owners = [];
    private readonly HashSet<(string, string)> _cut = [];
    private readonly Dictionary<(IPEndPoint From, IPEndPoint To), LabConnection> _connections = [];

    public void Listens(string node, IPEndPoint endPoint)
    {
        lock (_gate) _owners[endPoint] = node;
    }

    public IPEndPoint? AddressOf(string node)
    {
        lock (_gate) return _owners.FirstOrDefault(o => o.Value == node).Key;
    }

    public bool IsCut(string node, IPEndPoint remote)
    {
        lock (_gate) return _owners.TryGetValue(remote, out var other) && _cut.Contains(Pair(node, other));
    }

    /// <summary>Connects a node. Over sockets that is work in progress until the node has sent something on the new connection.</summary>
    public async ValueTask<ILink> ConnectAsync(string node, ILinkFactory links, IPEndPoint remote, CancellationToken cancellationToken)
    {
        if (memory is not null) return await links.ConnectAsync(remote, cancellationToken).ConfigureAwait(false);
        quiescence.Enter();
        try
        {
            var link = await links.ConnectAsync(remote, cancellationToken).ConfigureAwait(false);
            var connection = ConnectionOf(link.LocalEndPoint, link.RemoteEndPoint);
            lock (_gate) connection.Nodes = Pair(node, _owners.GetValueOrDefault(link.RemoteEndPoint, ""));
            connection.Forth.ExpectFirstBytes();
            return Join(link, connection, connection.Forth, connection.Back);
        }
        finally
        {
            _ = ExitSoonAsync();
        }
    }

    /// <summary>A node has accepted a connection, perhaps before the other knows that it has connected.</summary>
    public ILink Accepted(ILink link)
    {
        if (memory is not null) return link;
        var connection = ConnectionOf(link.RemoteEndPoint, link.LocalEndPoint);
        return Join(link, connection, connection.Back, connection.Forth);
    }

    public void Cut(string a, string b)
    {
        LabConnection[] connections;
        lock (_gate)
        {
            _cut.Add(Pair(a, b));
            connections = [.. _connections.Values.Where(c => c.Nodes == Pair(a, b))];
        }

        foreach (var connection in connections) connection.Cut();
        if (memory is null || AddressOf(a) is not { Address: var one } || AddressOf(b) is not { Address: var other }) return;

        // In memory every node has an IP address of its own.
        memory.Cut((from, to) => (from.Address.Equals(one) && to.Address.Equals(other)) || (from.Address.Equals(other) && to.Address.Equals(one)));
    }

    public void Restore(string a, string b)
    {
        lock (_gate) _cut.Remove(Pair(a, b));
    }

    public void Forget(LabConnection connection)
    {
        lock (_gate)
            foreach (var key in _connections.Where(c => c.Value == connection).Select(c => c.Key).ToArray()) _connections.Remove(key);
    }

    private static LabLink Join(ILink link, LabConnection connection, CountedStream sending, CountedStream receiving)
    {
        var end = new LabLink(link, connection, sending, receiving);
        connection.Enter(end);
        return end;
    }

    // A failure needs a moment to reach whoever waits for the connection, and nothing shows when it has.
    private async Task ExitSoonAsync()
    {
        await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System).ConfigureAwait(false);
        quiescence.Exit();
    }

    private LabConnection ConnectionOf(IPEndPoint from, IPEndPoint to)
    {
        lock (_gate)
        {
            if (_connections.TryGetValue((from, to), out var known)) return known;
            return _connections[(from, to)] = new LabConnection(this, new CountedStream(quiescence), new CountedStream(quiescence));
        }
    }

    private static (string, string) Pair(string a, string b) => string.CompareOrdinal(a, b) <= 0 ? (a, b) : (b, a);
}
