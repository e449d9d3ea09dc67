namespace SipCti.Messages;

/// <summary>Header fields of one message in typed form, kept from their first use until the field is edited.</summary>
internal sealed class TypedHeaders
{
    public Via? TopVia { get; set; }

    public NameAddr? From { get; set; }

    public NameAddr? To { get; set; }

    public string? CallId { get; set; }

    public CSeq? CSeq { get; set; }

    public IReadOnlyList<Via>? Vias { get; set; }

    public IReadOnlyList<NameAddr>? Routes { get; set; }

    public IReadOnlyList<NameAddr>? RecordRoutes { get; set; }

    public ContactList? Contacts { get; set; }

    public TypedHeaders Copy() => (TypedHeaders)MemberwiseClone();

    public void Forget(HeaderId id)
    {
        switch (id)
        {
            case HeaderId.Via:
                TopVia = null;
                Vias = null;
                break;
            case HeaderId.From:
                From = null;
                break;
            case HeaderId.To:
                To = null;
                break;
            case HeaderId.CallId:
                CallId = null;
                break;
            case HeaderId.CSeq:
                CSeq = null;
                break;
            case HeaderId.Route:
                Routes = null;
                break;
            case HeaderId.RecordRoute:
                RecordRoutes = null;
                break;
            case HeaderId.Contact:
                Contacts = null;
                break;
            default:
                break;
        }
    }
}
