namespace Chat.LambdaHost;

/// <summary>
/// What the function and this program agree on, by name: the types are those of the function's own version of <c>Amazon.Lambda.Core</c>, which this
/// program has never seen.
/// </summary>
internal static class CoreTypes
{
    public const string Assembly = "Amazon.Lambda.Core";
    public const string Logger = Assembly + ".LambdaLogger";

    private const string Context = Assembly + ".ILambdaContext";
    private const string Serializer = Assembly + ".ILambdaSerializer";
    private const string SerializerAttribute = Assembly + ".LambdaSerializerAttribute";

    public static bool IsContext(Type type) => type.FullName == Context;

    public static bool IsSerializerAttribute(Type type) => type.FullName == SerializerAttribute;

    public static Type? SerializerOf(object serializer) => serializer.GetType().GetInterfaces().FirstOrDefault(type => type.FullName == Serializer);
}
