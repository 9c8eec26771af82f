using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

namespace Cairn.Testing;

/// <summary>The public surface of an assembly as text, held against the approved file beside its project.</summary>
public static class PublicApi
{
    /// <summary>Fails when the surface differs from <c>src/NAME/PublicApi.txt</c>; set <c>CAIRN_APPROVE_API=1</c> to write the file anew.</summary>
    public static void MatchesApproved(Assembly assembly, [CallerFilePath] string caller = "")
    {
        var name = assembly.GetName().Name!; // A loaded assembly has a name.
        var file = Path.Combine(Repository.Root(caller), "src", name, "PublicApi.txt");
        var surface = Describe(assembly);
        if (Environment.GetEnvironmentVariable("CAIRN_APPROVE_API") == "1")
        {
            File.WriteAllText(file, surface);
        }

        Assert.True(File.Exists(file), $"{file} is missing: run the tests with CAIRN_APPROVE_API=1 and review it.");
        Assert.Equal(File.ReadAllText(file).ReplaceLineEndings("\n"), surface);
    }

    private static string Describe(Assembly assembly)
    {
        var text = new StringBuilder();
        foreach (var type in assembly.GetExportedTypes().OrderBy(t => t.FullName, StringComparer.Ordinal))
        {
            text.Append(CultureInfo.InvariantCulture, $"{Kind(type)} {Name(type)}{Bases(type)}\n");
            foreach (var member in Members(type))
            {
                text.Append("  ").Append(member).Append('\n');
            }
        }

        return text.ToString();
    }

    private static string Kind(Type type) =>
        type.IsInterface ? "interface" : type.IsEnum ? "enum" : type.IsValueType ? "struct"
        : typeof(Delegate).IsAssignableFrom(type) ? "delegate"
        : type is { IsAbstract: true, IsSealed: true } ? "static class" : type.IsAbstract ? "abstract class" : type.IsSealed ? "sealed class" : "class";

    private static string Bases(Type type) =>
        type.IsEnum || type.BaseType is null || type.BaseType == typeof(object) || type.BaseType == typeof(ValueType) ? "" : $" : {Name(type.BaseType)}";

    private static IEnumerable<string> Members(Type type)
    {
        const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        var lines = new List<string>();
        lines.AddRange(type.GetFields(Declared).Where(f => (f.IsPublic || f.IsFamily) && !f.IsSpecialName)
            .Select(f => $"{(f.IsLiteral ? "const " : f.IsStatic ? "static " : "")}{Name(f.FieldType)} {f.Name}"));
        lines.AddRange(type.GetConstructors(Declared).Where(c => c.IsPublic || c.IsFamily).Select(c => $"new({Parameters(c)})"));
        lines.AddRange(type.GetProperties(Declared).Where(p => Visible(p.GetMethod) || Visible(p.SetMethod)).Select(Property));
        lines.AddRange(type.GetMethods(Declared).Where(m => Visible(m) && !IsAccessor(m) && !IsGenerated(m))
            .Select(m => $"{(m.IsStatic ? "static " : "")}{Name(m.ReturnType)} {m.Name}{Generics(m)}({Parameters(m)})"));
        return lines.Order(StringComparer.Ordinal);
    }

    private static string Property(PropertyInfo property)
    {
        var isStatic = (property.GetMethod ?? property.SetMethod)!.IsStatic; // Visible properties have one of the two.
        var init = property.SetMethod?.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)) ?? false;
        var setter = !Visible(property.SetMethod) ? "" : init ? " init;" : " set;";
        var required = property.IsDefined(typeof(RequiredMemberAttribute)) ? "required " : "";
        return $"{(isStatic ? "static " : "")}{required}{Name(property.PropertyType)} {property.Name} {{ get;{setter} }}";
    }

    private static bool Visible(MethodBase? method) => method is { IsPublic: true } or { IsFamily: true };

    private static bool IsAccessor(MethodInfo method) => method.IsSpecialName && !method.Name.StartsWith("op_", StringComparison.Ordinal);

    private static bool IsGenerated(MethodInfo method) =>
        method.IsDefined(typeof(CompilerGeneratedAttribute)) || (method.IsVirtual && method.Name is "ToString" or "Equals" or "GetHashCode");

    private static string Generics(MethodInfo method) =>
        method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(Name))}>" : "";

    private static string Parameters(MethodBase method) =>
        string.Join(", ", method.GetParameters().Select(p => $"{Name(p.ParameterType)} {p.Name}{(p.HasDefaultValue ? " = …" : "")}"));

    private static string Name(Type type)
    {
        if (type.IsByRef)
        {
            return "ref " + Name(type.GetElementType()!); // A by-ref type has an element type.
        }

        if (type.IsArray)
        {
            return Name(type.GetElementType()!) + "[]"; // An array type has an element type.
        }

        if (type.IsGenericParameter)
        {
            return type.Name;
        }

        var name = type.IsNested ? $"{Name(type.DeclaringType!)}.{type.Name}" : type.Namespace == "System" ? type.Name : $"{type.Namespace}.{type.Name}";
        var tick = name.IndexOf('`', StringComparison.Ordinal);
        return tick < 0 ? name : $"{name[..tick]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>";
    }
}
