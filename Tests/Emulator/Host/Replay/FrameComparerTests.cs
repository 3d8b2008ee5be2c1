using Chat.Emulator.Host.Replay.Comparison;
using Microsoft.Extensions.Time.Testing;

namespace Chat.Emulator.Tests.Host.Replay;

/// <summary>What of a frame is another one in each run by its nature, and what is a difference. The replay is a day after the recording.</summary>
public sealed class FrameComparerTests
{
    private const string One = "b7d9c6a4-0a5e-4a52-8d0e-0d1c8f1a2b01";
    private const string Two = "b7d9c6a4-0a5e-4a52-8d0e-0d1c8f1a2b02";
    private const string Three = "b7d9c6a4-0a5e-4a52-8d0e-0d1c8f1a2b03";
    private const string Four = "b7d9c6a4-0a5e-4a52-8d0e-0d1c8f1a2b04";

    [Theory]
    [InlineData("hello", "hello")]
    [InlineData("""{"a":1,"b":[true,null]}""", """{ "b": [true, null], "a": 1.0 }""")]
    [InlineData("""{"connectionId":"S23NTNxVu4oKoIc=","id":"b7d9c6a4-0a5e-4a52-8d0e-0d1c8f1a2b01"}""", """{"connectionId":"VYa4tK0nMeu16fA=","id":"b7d9c6a4-0a5e-4a52-8d0e-0d1c8f1a2b02"}""")]
    [InlineData("""{"at":"2026-11-29T12:00:01.5Z"}""", """{"at":"2026-11-30T12:00:00.123Z"}""")]
    [InlineData("""{"at":1795953601,"ms":1795953601500}""", """{"at":1796040000,"ms":1796040000123}""")]
    [InlineData("""{"ttl":1795960800}""", """{"ttl":1796047200}""")]
    [InlineData("ada joined at 2026-11-29 12:00:01", "ada joined at 2026-11-30 12:00:00")]
    [InlineData("""{"token":"{{secret:token-2}}"}""", """{"token":"{{secret:token}}"}""")]
    [InlineData("""{"here":["S23NTNxVu4oKoIc=","VYa4tK0nMeu16fA="]}""", """{"here":["AAAATNxVu4oKoIc=","BBBB4K0nMeu16fA="]}""")]
    [InlineData("{\"a\":1}\u001e{\"b\":2}\u001e", "{\"a\": 1}\u001e{\"b\": 2}\u001e")]
    [InlineData("""{"traceId":"1-58406520-a006649127e371903a2de979"}""", """{"traceId":"1-58406521-b006649127e371903a2de979"}""")]
    public void Frames_ThatDifferByNature_AreTheSame(string recorded, string replayed) => Assert.True(Comparer().TryPair(recorded, replayed));

    [Theory]
    [InlineData("hello", "HELLO")]
    [InlineData("""{"a":1}""", """{"a":2}""")]
    [InlineData("""{"a":1}""", """{"a":1,"b":null}""")]
    [InlineData("""{"a":1,"b":null}""", """{"a":1}""")]
    [InlineData("""[1,2]""", """[2,1]""")]
    [InlineData("""["S23NTNxVu4oKoIc="]""", """["S23NTNxVu4oKoIc=","VYa4tK0nMeu16fA="]""")]
    [InlineData("""{"ttl":1795960800}""", """{"ttl":1796043600}""")]
    [InlineData("""{"born":"1815-12-10T00:00:00Z"}""", """{"born":"1906-12-09T00:00:00Z"}""")]
    [InlineData("""{"at":"2026-11-29T12:00:00Z"}""", """{"at":1796040000}""")]
    [InlineData("""{"at":"2026-11-29T12:00:00Z"}""", """{"at":"2026-11-30T12:00:00+00:00"}""")]
    [InlineData("""{"id":"b7d9c6a4-0a5e-4a52-8d0e-0d1c8f1a2b01"}""", """{"id":null}""")]
    [InlineData("""{"a":""", """{"a":1}""")]
    [InlineData("{\"a\":1}\u001e", "{\"a\":1}\u001e{\"b\":2}\u001e")]
    [InlineData("""{"half":"\ud800"}""", """{"half":"\ud801"}""")]
    [InlineData("""{"\ud800":1}""", """{"\ud800":2}""")]
    public void Frames_ThatDiffer_AreNot(string recorded, string replayed) => Assert.False(Comparer().TryPair(recorded, replayed));

    [Fact]
    public void Ids_OnceSeen_StandForOneAnotherAndNoOther()
    {
        var comparer = Comparer();

        Assert.True(comparer.TryPair(One, Three));
        Assert.False(comparer.TryPair(One, Four));
        Assert.False(comparer.TryPair(Two, Three));
        Assert.True(comparer.TryPair($"{One} {Two}", $"{Three} {Four}"));
        Assert.False(comparer.AreSame($"{One} {Two}", $"{Four} {Three}"));
        Assert.Equal($"it was {Two}", comparer.AsRecorded($"it was {Four}"));
    }

    [Fact]
    public void Rows_InTheOrderOfTheirIds_MayComeInAnother()
    {
        var comparer = Comparer();
        comparer.Ids.TryPair(One, Three);
        comparer.Ids.TryPair(Two, Four);

        Assert.True(comparer.TryPair($$"""[{"id":"{{One}}","n":1},{"id":"{{Two}}","n":2}]""", $$"""[{"id":"{{Four}}","n":2},{"id":"{{Three}}","n":1}]"""));
        Assert.False(comparer.TryPair($$"""[{"id":"{{One}}","n":1},{"id":"{{Two}}","n":2}]""", $$"""[{"id":"{{Four}}","n":1},{"id":"{{Three}}","n":2}]"""));
    }

    [Fact]
    public void Ids_OfFramesThatDifferAfterAll_AreForgotten()
    {
        var comparer = Comparer();

        Assert.False(comparer.TryPair($"{One} a", $"{Three} b"));

        Assert.True(comparer.TryPair(One, Four));
    }

    [Theory]
    [InlineData("$.took", """{"a":1,"took":12}""", """{"a":1,"took":13}""")]
    [InlineData("$.took", """{"a":1,"took":12}""", """{"a":1}""")]
    [InlineData("$.items[*].at", """{"items":[{"at":1},{"at":2}]}""", """{"items":[{"at":3},{"at":4}]}""")]
    [InlineData("$..at", """{"a":{"b":[{"at":1}]}}""", """{"a":{"b":[{"at":2}]}}""")]
    [InlineData("$..at", """{"at":1}""", """{"at":2}""")]
    [InlineData("$.a.*", """{"a":{"x":1}}""", """{"a":{"x":2}}""")]
    [InlineData("/took [0-9]+ ms/", "took 12 ms", "took 7 ms")]
    public void Parts_ThatAreToBeIgnored_AreNotCompared(string pattern, string recorded, string replayed)
    {
        Assert.True(Comparer(pattern).TryPair(recorded, replayed));
        Assert.False(Comparer().TryPair(recorded, replayed));
    }

    [Fact]
    public void Expression_ThatTakesTooLong_FindsNothing() =>
        Assert.False(Comparer("/(a+)+$/").TryPair(new string('a', 40) + "!", new string('a', 40) + "?"));

    [Theory]
    [InlineData("took", "and not 'took'")]
    [InlineData("/(/", "can't use '/(/'")]
    public void Pattern_ThatIsNone_IsNamed(string pattern, string message) =>
        Assert.Contains(message, Assert.Throws<FormatException>(() => IgnoredParts.Read([pattern])).Message, StringComparison.Ordinal);

    [Fact]
    public void Differences_OfJson_AreItsPlaces() => Assert.Equal(
        ["$.text: \"a\" → \"b\"", "$.list[1]: 2 → 3", "$.old: true → nothing", "$.new: nothing → 1"],
        Comparer().Differences("""{"text":"a","same":1,"list":[1,2],"old":true}""", """{"text":"b","same":1,"list":[1,3],"new":1}"""));

    private static FrameComparer Comparer(params string[] ignored)
    {
        var recordedAt = new DateTimeOffset(2026, 11, 29, 12, 0, 0, TimeSpan.Zero);
        return new FrameComparer(
            new Correspondence(), new SessionClocks(recordedAt, TimeSpan.FromSeconds(30), new FakeTimeProvider(recordedAt.AddDays(1))), IgnoredParts.Read(ignored));
    }
}
