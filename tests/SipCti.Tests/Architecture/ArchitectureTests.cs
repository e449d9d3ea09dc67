using Mono.Cecil;

namespace SipCti.Tests.Architecture;

/// <summary>Every arrow between rooms points down: a type may use only what its room is allowed to see.</summary>
public class ArchitectureTests
{
    /// <summary>Each room and the rooms below that it may use. The root namespace (limits) is open to all.</summary>
    private static readonly Dictionary<string, string[]> MayUse = new()
    {
        ["SipCti"] = [],
        ["SipCti.Diagnostics"] = ["SipCti"],
        ["SipCti.Strands"] = ["SipCti", "SipCti.Diagnostics"],
        ["SipCti.Wire"] = ["SipCti", "SipCti.Diagnostics"],
        ["SipCti.Messages"] = ["SipCti", "SipCti.Diagnostics", "SipCti.Wire"],
        ["SipCti.Transport"] = ["SipCti", "SipCti.Diagnostics", "SipCti.Strands", "SipCti.Wire", "SipCti.Messages"],
        ["SipCti.Transactions"] = ["SipCti", "SipCti.Diagnostics", "SipCti.Strands", "SipCti.Messages", "SipCti.Transport"],
        ["SipCti.Dialogs"] = ["SipCti", "SipCti.Diagnostics", "SipCti.Strands", "SipCti.Messages", "SipCti.Transactions"],
        ["SipCti.Server"] = ["SipCti", "SipCti.Diagnostics", "SipCti.Strands", "SipCti.Messages", "SipCti.Transport", "SipCti.Transactions", "SipCti.Dialogs"],
        ["SipCti.Authentication"] = Stack(),
        ["SipCti.Registration"] = Stack(),
        ["SipCti.Media"] = Stack(),
        ["SipCti.Proxying"] = Stack("SipCti.Registration", "SipCti.Authentication"),
        ["SipCti.PassingThrough"] = Stack("SipCti.Registration", "SipCti.Proxying"),
        ["SipCti.Cti"] = Stack("SipCti.Media", "SipCti.Authentication", "SipCti.Registration", "SipCti.PassingThrough"),
        ["SipCti.Testing"] = Stack("SipCti.Authentication", "SipCti.Registration", "SipCti.Media", "SipCti.Proxying", "SipCti.PassingThrough", "SipCti.Cti"),
    };

    /// <summary>Each package and all that it may reference.</summary>
    private static readonly Dictionary<string, string[]> MayReference = new()
    {
        ["SipCti.Core"] = ["Microsoft.Extensions.Logging.Abstractions"],
        ["SipCti"] = ["Microsoft.Extensions.Logging.Abstractions", "SipCti.Core"],
        ["SipCti.Testing"] = ["Microsoft.Extensions.Logging.Abstractions", "Microsoft.Extensions.TimeProvider.Testing", "SipCti.Core", "SipCti"],
    };

    [TestCase("SipCti.Core")]
    [TestCase("SipCti")]
    [TestCase("SipCti.Testing")]
    public void No_room_uses_one_above_it(string assembly)
    {
        var faults = new SortedSet<string>();
        using var module = Module(assembly);
        foreach (var type in module.GetTypes().Where(t => RoomOf(t).StartsWith("SipCti", StringComparison.Ordinal)))
        {
            var room = RoomOf(type);
            if (!MayUse.TryGetValue(room, out var allowed))
            {
                faults.Add($"{room} is a room that the plan does not name");
                continue;
            }

            foreach (var used in TypesUsedBy(type).Select(RoomOf).Where(r => r.StartsWith("SipCti", StringComparison.Ordinal)).Distinct())
                if (used != room && !allowed.Contains(used)) faults.Add($"{type.FullName} uses {used}");
        }

        Assert.That(faults, Is.Empty);
    }

    [TestCase("SipCti.Core")]
    [TestCase("SipCti")]
    [TestCase("SipCti.Testing")]
    public void A_package_references_only_what_it_is_allowed_to(string assembly)
    {
        using var module = Module(assembly);
        var references = module.AssemblyReferences.Select(r => r.Name).Where(n => n is not ("netstandard" or "mscorlib") && !n.StartsWith("System.", StringComparison.Ordinal));
        Assert.That(references.Except(MayReference[assembly]), Is.Empty);
    }

    [Test]
    public void The_check_sees_an_arrow_that_points_up()
    {
        using var module = Module("SipCti.Core");
        var server = module.GetType("SipCti.Server.SipServer");
        var used = TypesUsedBy(server).Select(RoomOf).Distinct().ToArray();
        Assert.That(used, Does.Contain("SipCti.Transport").And.Contain("SipCti.Transactions"));
        Assert.That(MayUse["SipCti.Wire"], Does.Not.Contain("SipCti.Messages"));
    }

    private static string[] Stack(params string[] more) =>
        ["SipCti", "SipCti.Diagnostics", "SipCti.Strands", "SipCti.Messages", "SipCti.Transport", "SipCti.Transactions", "SipCti.Dialogs", "SipCti.Server", .. more];

    private static ModuleDefinition Module(string assembly) => ModuleDefinition.ReadModule(Path.Combine(AppContext.BaseDirectory, assembly + ".dll"));

    private static string RoomOf(TypeReference type)
    {
        while (type.DeclaringType is not null) type = type.DeclaringType;
        return type.Namespace;
    }

    private static IEnumerable<TypeReference> TypesUsedBy(TypeDefinition type)
    {
        IEnumerable<TypeReference?> direct =
        [
            type.BaseType,
            .. type.Interfaces.Select(i => i.InterfaceType),
            .. type.Fields.Select(f => f.FieldType),
            .. type.CustomAttributes.Select(a => a.AttributeType),
            .. type.Methods.SelectMany(TypesUsedBy),
        ];
        return direct.OfType<TypeReference>().SelectMany(Parts);
    }

    private static IEnumerable<TypeReference?> TypesUsedBy(MethodDefinition method)
    {
        yield return method.ReturnType;
        foreach (var parameter in method.Parameters) yield return parameter.ParameterType;
        if (!method.HasBody) yield break;
        foreach (var variable in method.Body.Variables) yield return variable.VariableType;
        foreach (var handler in method.Body.ExceptionHandlers) yield return handler.CatchType;
        foreach (var instruction in method.Body.Instructions)
        {
            switch (instruction.Operand)
            {
                case TypeReference type:
                    yield return type;
                    break;
                case MemberReference member:
                    yield return member.DeclaringType;
                    if (member is GenericInstanceMethod generic)
                        foreach (var argument in generic.GenericArguments) yield return argument;
                    break;
            }
        }
    }

    private static IEnumerable<TypeReference> Parts(TypeReference type)
    {
        yield return type.GetElementType();
        if (type is not GenericInstanceType generic) yield break;
        foreach (var argument in generic.GenericArguments.SelectMany(Parts)) yield return argument;
    }
}
