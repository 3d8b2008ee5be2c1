using Chat.Emulator.Options;
using Chat.Emulator.Template;

namespace Chat.Emulator.Tests.Template;

/// <summary>Reads templates that a test writes down as text.</summary>
internal static class Templates
{
    public static readonly DeployOptions Options = new() { Region = "eu-west-1" };

    /// <summary>Reads a template that stands in a file of its own: stack <c>Chat</c>.</summary>
    public static Stack Read(string template)
    {
        using var folder = new TemporaryFolder();
        return CloudAssembly.Read(folder.Write("Chat.template.json", template), Options);
    }

    /// <summary>The message with which a template is refused.</summary>
    public static string Refusal(string template) => Assert.Throws<TemplateException>(() => Read(template)).Message;

    public static Stack ReadResources(string resources, string sections = "") => Read(Template(resources, sections));

    public static string RefusalOfResources(string resources, string sections = "") => Refusal(Template(resources, sections));

    /// <summary>The text that an expression resolves to, as the environment variable <c>X</c> of the function <c>F</c>.</summary>
    public static string? Evaluate(string expression, string resources = "", string sections = "") =>
        ReadResources(FunctionWith(expression, resources), sections).Functions.Single(function => function.LogicalId == "F")
            .Environment.GetValueOrDefault("X");

    public static string RefusalOf(string expression, string resources = "", string sections = "") =>
        RefusalOfResources(FunctionWith(expression, resources), sections);

    /// <summary>A resource, <c>"id": {…}</c>.</summary>
    public static string Resource(string logicalId, string type, string properties = "{}", string more = "") =>
        $$"""{{Quoted(logicalId)}}: {"Type": {{Quoted(type)}}, "Properties": {{properties}}{{more}}}""";

    private static string FunctionWith(string expression, string resources) =>
        Resource("F", "AWS::Lambda::Function", $$$"""{"Runtime": "nodejs22.x", "Handler": "index.handler", "Environment": {"Variables": {"X": {{{expression}}} } } }""")
        + (resources.Length == 0 ? "" : ", " + resources);

    private static string Template(string resources, string sections) =>
        $$"""{ {{(sections.Length == 0 ? "" : sections + ", ")}}"Resources": { {{resources}} } }""";

    private static string Quoted(string text) => $"\"{text}\"";
}
