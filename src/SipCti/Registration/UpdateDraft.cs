using System.Globalization;

namespace SipCti.Registration;

/// <summary>
/// What an update makes of the bindings of one address (RFC 3261 section 10.3 steps 6 and 7), worked out aside so that
/// it can be taken over wholly or dropped.
/// </summary>
internal sealed class UpdateDraft
{
    private readonly RegistrationUpdate _update;
    private readonly DateTimeOffset _now;
    private readonly List<Slot> _slots;

    private UpdateDraft(Binding[] before, RegistrationUpdate update, DateTimeOffset now)
    {
        _update = update;
        _now = now;
        _slots = new List<Slot>(before.Length + update.Contacts.Count);
        foreach (Binding binding in before)
            _slots.Add(new Slot(binding, binding));
    }

    /// <summary>False when the order of Call-ID and CSeq forbids the update.</summary>
    public static bool TryMake(Binding[] before, RegistrationUpdate update, DateTimeOffset now, out UpdateDraft draft)
    {
        draft = new UpdateDraft(before, update, now);
        return update.RemoveAll ? draft.RemoveAll() : draft.Contacts();
    }

    /// <summary>The bindings of the address if the draft is taken.</summary>
    public List<Binding> After()
    {
        var after = new List<Binding>(_slots.Count);
        foreach (Slot slot in _slots)
        {
            if (slot.Current is { } binding)
                after.Add(binding);
        }

        return after;
    }

    /// <summary>The net changes, one for each binding that the update touched.</summary>
    public IEnumerable<(RegistrationChangeKind Kind, Binding Binding)> Changes()
    {
        foreach (Slot slot in _slots)
        {
            if (slot.Current is null)
            {
                if (slot.Original is not null)
                    yield return (RegistrationChangeKind.Removed, slot.Original);
            }
            else if (!ReferenceEquals(slot.Current, slot.Original))
            {
                yield return (slot.Original is null ? RegistrationChangeKind.Added : RegistrationChangeKind.Refreshed, slot.Current);
            }
        }
    }

    private bool RemoveAll()
    {
        foreach (Slot slot in _slots)
        {
            if (IsOutOfOrder(slot))
                return false;
            slot.Write(null);
        }

        return true;
    }

    private bool Contacts()
    {
        foreach (RegistrationContact contact in _update.Contacts)
        {
            Slot? slot = _slots.Find(other => IsSame(other.Latest, contact));
            if (slot is null)
            {
                if (contact.Expires > TimeSpan.Zero)
                    _slots.Add(new Slot(null, Make(contact, FreeKey(contact), _now)));
            }
            else if (IsOutOfOrder(slot))
            {
                return false;
            }
            else
            {
                slot.Write(contact.Expires > TimeSpan.Zero ? Make(contact, slot.Latest.ContactKey, slot.Latest.Registered) : null);
            }
        }

        return true;
    }

    // Judged by what was stored before this request: a contact that it names twice does not overtake itself.
    private bool IsOutOfOrder(Slot slot) =>
        slot.Original is { } stored
        && string.Equals(stored.CallId, _update.CallId, StringComparison.Ordinal)
        && _update.CSeq <= stored.CSeq;

    private static bool IsSame(Binding binding, RegistrationContact contact)
    {
        // RFC 5626 section 6: instance and reg-id together stand for the binding, whatever its address.
        if (contact.RegId is not null && contact.InstanceId is not null)
            return binding.RegId == contact.RegId && string.Equals(binding.InstanceId, contact.InstanceId, StringComparison.Ordinal);

        return binding.RegId is null && binding.Contact.Equals(contact.Uri);
    }

    // The equality of section 19.1.4 is not transitive, so a free spelling may already be the key of a binding that has since moved on.
    private string FreeKey(RegistrationContact contact)
    {
        string key = contact.RegId is { } regId && contact.InstanceId is { } instance
            ? string.Create(CultureInfo.InvariantCulture, $"{instance};reg-id={regId}")
            : contact.Uri.ToString();

        string free = key;
        for (int i = 2; _slots.Exists(slot => string.Equals(slot.Latest.ContactKey, free, StringComparison.Ordinal)); i++)
            free = string.Create(CultureInfo.InvariantCulture, $"{key} {i}");
        return free;
    }

    private Binding Make(RegistrationContact contact, string key, DateTimeOffset registered) => new()
    {
        AddressOfRecord = _update.AddressOfRecord,
        Contact = contact.Uri,
        ContactKey = key,
        Parameters = contact.Parameters,
        Q = contact.Q,
        Expires = _now + contact.Expires,
        Registered = registered,
        CallId = _update.CallId,
        CSeq = _update.CSeq,
        Path = _update.Path,
        InstanceId = contact.InstanceId,
        RegId = contact.InstanceId is null ? null : contact.RegId,
        UserAgent = _update.UserAgent,
        Received = _update.Received,
        ReceivedFlowToken = _update.ReceivedFlowToken,
    };

    private sealed class Slot
    {
        public Slot(Binding? original, Binding first)
        {
            Original = original;
            Current = first;
            Latest = first;
        }

        /// <summary>As stored before the update; null when the update added it.</summary>
        public Binding? Original { get; }

        /// <summary>As it will be stored; null when it goes.</summary>
        public Binding? Current { get; private set; }

        /// <summary>The last that was known of it, also when it goes.</summary>
        public Binding Latest { get; private set; }

        public void Write(Binding? binding)
        {
            Current = binding;
            Latest = binding ?? Latest;
        }
    }
}
