namespace SipCti.Messages;

/// <summary>Header fields of one message in typed form, kept from their first use until the field is edited.</summary>
internal sealed class TypedHeaders
{
    public Via? TopVia;
    public NameAddr? From;
    public NameAddr? To;
    public string? CallId;
    public IReadOnlyList<Via>? Vias;
    public IReadOnlyList<NameAddr>? Routes;
    public IReadOnlyList<NameAddr>? RecordRoutes;
    public ContactList? Contacts;

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
