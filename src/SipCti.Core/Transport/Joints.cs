using System.Net;

namespace SipCti.Transport;

/// <summary>The joints of one layer with others of its process. They are few: a walk over an array finds one. Thread safe.</summary>
internal sealed class Joints(TransportLayer side)
{
    private readonly Lock _gate = new();
    private volatile Joint[] _all = [];

    public void Add(Joint joint)
    {
        lock (_gate)
            _all = [.. _all, joint];
    }

    public void Remove(Joint joint)
    {
        lock (_gate)
            _all = Array.FindAll(_all, other => !ReferenceEquals(other, joint));
    }

    /// <summary>Takes this side out of every joint.</summary>
    public void Leave()
    {
        foreach (var joint in _all)
        {
            joint.Other(side).Joints.Remove(joint);
            Remove(joint);
        }
    }

    public Joint? With(TransportLayer other)
    {
        foreach (var joint in _all)
        {
            if (ReferenceEquals(joint.Other(side), other))
                return joint;
        }

        return null;
    }

    /// <summary>The flow to the joined server that a host and port name.</summary>
    public Flow? Find(string host, int? port)
    {
        foreach (var joint in _all)
        {
            if (joint.Other(side).IsLocal(host, port))
                return joint.FlowOf(side);
        }

        return null;
    }

    /// <summary>The flow to the joined server that has an endpoint.</summary>
    public Flow? Find(IPEndPoint endPoint)
    {
        foreach (var joint in _all)
        {
            if (joint.Other(side).HasEndPoint(endPoint))
                return joint.FlowOf(side);
        }

        return null;
    }
}
