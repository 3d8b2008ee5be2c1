using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Chat.Emulator.Gateway.Messages.Responses;

/// <summary>
/// Reads a function's answer. Members other than <c>statusCode</c>, <c>headers</c>, <c>multiValueHeaders</c>, <c>body</c> and
/// <c>isBase64Encoded</c> make it malformed, as on AWS; so does a value of another type. Null stands for "not given".
/// </summary>
internal ref struct ProxyResponseReader
{
    private Utf8JsonReader _reader;
    private int? _statusCode;
    private ReadOnlyMemory<byte> _body;
    private bool _isBase64Encoded;
    private ImmutableArray<KeyValuePair<string, string>>.Builder? _headers;

    private ProxyResponseReader(ReadOnlySpan<byte> payload) => _reader = new Utf8JsonReader(payload);

    public static ProxyResponse Read(ReadOnlySpan<byte> payload)
    {
        try
        {
            var reader = new ProxyResponseReader(payload);
            return reader.Read();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: an escape that is half a surrogate pair.
            return new ProxyResponse.Malformed("it is not JSON");
        }
    }

    private ProxyResponse Read()
    {
        _reader.Read();
        if (_reader.TokenType == JsonTokenType.Null)
        {
            return new ProxyResponse.Nothing();
        }

        if (_reader.TokenType != JsonTokenType.StartObject)
        {
            return new ProxyResponse.Malformed("it is not an object");
        }

        while (_reader.Read() && _reader.TokenType == JsonTokenType.PropertyName)
        {
            if (ReadMember() is { } why)
            {
                return new ProxyResponse.Malformed(why);
            }
        }

        // Throws when something follows the object.
        _reader.Read();
        return new ProxyResponse.Answer(_statusCode, _body, _isBase64Encoded, _headers?.ToImmutable() ?? []);
    }

    private string? ReadMember()
    {
        if (_reader.ValueTextEquals("statusCode"u8))
        {
            _reader.Read();
            return ReadStatusCode() ? null : "statusCode is not a status";
        }

        if (_reader.ValueTextEquals("body"u8))
        {
            _reader.Read();
            return ReadBody() ? null : "body is not a string";
        }

        if (_reader.ValueTextEquals("isBase64Encoded"u8))
        {
            _reader.Read();
            return ReadIsBase64Encoded() ? null : "isBase64Encoded is not a boolean";
        }

        if (_reader.ValueTextEquals("headers"u8) || _reader.ValueTextEquals("multiValueHeaders"u8))
        {
            _reader.Read();
            return ReadHeaders() ? null : "headers or multiValueHeaders is not a map";
        }

        return $"it has a member '{_reader.GetString()}'";
    }

    private bool ReadStatusCode()
    {
        switch (_reader.TokenType)
        {
            case JsonTokenType.Null:
                return true;
            case JsonTokenType.Number when _reader.TryGetInt32(out var number):
                _statusCode = number;
                break;
            case JsonTokenType.String
                when int.TryParse(_reader.GetString(), NumberStyles.None, CultureInfo.InvariantCulture, out var number):
                // "200" as a string is common in Python and JavaScript samples.
                _statusCode = number;
                break;
            default:
                return false;
        }

        return _statusCode is >= 100 and <= 599;
    }

    private bool ReadIsBase64Encoded()
    {
        // "false" as a string is in AWS's own samples.
        _isBase64Encoded = _reader.TokenType == JsonTokenType.True || (_reader.TokenType == JsonTokenType.String && _reader.ValueTextEquals("true"u8));
        return _isBase64Encoded || _reader.TokenType is JsonTokenType.False or JsonTokenType.Null
            || (_reader.TokenType == JsonTokenType.String && _reader.ValueTextEquals("false"u8));
    }

    private bool ReadBody()
    {
        if (_reader.TokenType == JsonTokenType.String)
        {
            var unescaped = new byte[_reader.ValueSpan.Length];
            _body = unescaped.AsMemory(0, _reader.CopyString(unescaped));
            return true;
        }

        return _reader.TokenType == JsonTokenType.Null;
    }

    private bool ReadHeaders()
    {
        if (_reader.TokenType != JsonTokenType.StartObject)
        {
            return _reader.TokenType == JsonTokenType.Null;
        }

        _headers ??= ImmutableArray.CreateBuilder<KeyValuePair<string, string>>();
        while (_reader.Read() && _reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = _reader.GetString()!;
            _reader.Read();
            var isArray = _reader.TokenType == JsonTokenType.StartArray;
            while (!isArray || (_reader.Read() && _reader.TokenType != JsonTokenType.EndArray))
            {
                if (ReadScalar() is not { } value)
                {
                    return false;
                }

                _headers.Add(new(name, value));
                if (!isArray)
                {
                    break;
                }
            }
        }

        return true;
    }

    private readonly string? ReadScalar() => _reader.TokenType switch
    {
        JsonTokenType.String => _reader.GetString(),
        JsonTokenType.Number => Encoding.UTF8.GetString(_reader.ValueSpan),
        JsonTokenType.True => "true",
        JsonTokenType.False => "false",
        JsonTokenType.Null => "",
        _ => null,
    };
}
