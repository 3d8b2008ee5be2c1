using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Amazon.Lambda.RuntimeSupport;

/// <summary>A message whose <c>{Name}</c>s are its arguments, in order.</summary>
internal readonly record struct MessageTemplate(string Template, object?[] Arguments)
{
    public string Render()
    {
        if (Arguments.Length == 0)
        {
            return Template;
        }

        var text = new StringBuilder();
        var end = 0;
        for (var i = 0; Next(end) is { } hole && i < Arguments.Length; i++)
        {
            text.Append(Template, end, hole.Start - end);
            text.Append(Convert.ToString(Arguments[i], CultureInfo.InvariantCulture));
            end = hole.End;
        }

        return text.Append(Template, end, Template.Length - end).ToString();
    }

    public void WriteProperties(Utf8JsonWriter writer)
    {
        var end = 0;
        for (var i = 0; i < Arguments.Length && Next(end) is { } hole; i++)
        {
            end = hole.End;
            var name = Template[(hole.Start + 1)..(hole.End - 1)];
            switch (Arguments[i])
            {
                case null:
                    break;
                case int or long:
                    writer.WriteNumber(name, Convert.ToInt64(Arguments[i], CultureInfo.InvariantCulture));
                    break;
                case bool flag:
                    writer.WriteBoolean(name, flag);
                    break;
                default:
                    writer.WriteString(name, Convert.ToString(Arguments[i], CultureInfo.InvariantCulture));
                    break;
            }
        }
    }

    private (int Start, int End)? Next(int from)
    {
        var start = Template.IndexOf('{', from);
        var close = start < 0 ? -1 : Template.IndexOf('}', start);
        return close < 0 ? null : (start, close + 1);
    }
}
