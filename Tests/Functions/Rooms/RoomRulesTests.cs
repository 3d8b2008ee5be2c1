using Chat.Functions.Rooms;
using Microsoft.AspNetCore.SignalR;

namespace Chat.Functions.Tests.Rooms;

public sealed class RoomRulesTests
{
    [Theory]
    [InlineData("lobby")]
    [InlineData("a-1")]
    public void Room_Good_IsTaken(string room) => Assert.Equal(room, RoomRules.Room(room));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Lobby")]
    [InlineData("a/b")]
    [InlineData("a#b")]
    [InlineData("a room")]
    [InlineData("a23456789-123456789-123456789-123456789-1")]
    public void Room_Bad_IsRefused(string? room) => Assert.Throws<HubException>(() => RoomRules.Room(room));

    [Theory]
    [InlineData(" Ada ", "Ada")]
    [InlineData("日本 🎉", "日本 🎉")]
    public void Name_Good_IsTaken(string chosen, string name) => Assert.Equal(name, RoomRules.Name(chosen, "c"));

    [Theory]
    [InlineData("a\nb")]
    [InlineData("a\u202eb")]
    [InlineData("a\u200bb")]
    [InlineData("123456789012345678901234567890123")]
    public void Name_Bad_IsRefused(string chosen) => Assert.Throws<HubException>(() => RoomRules.Name(chosen, "c"));

    [Fact]
    public void Name_NoneChosen_IsTheConnectionsOwnEachTime()
    {
        Assert.Equal(RoomRules.Name(null, "L0SM9cOFvHcCIhw="), RoomRules.Name(" ", "L0SM9cOFvHcCIhw="));
        Assert.NotEqual(RoomRules.Name(null, "a"), RoomRules.Name(null, "b"));
    }

    [Fact]
    public void Cut_LongText_EndsBetweenCharactersAndTellsItsLength()
    {
        var text = string.Concat(Enumerable.Repeat("🎉", RoomRules.LongestText));
        var (kept, cutFrom) = RoomRules.Cut(text);
        Assert.Equal(RoomRules.LongestText / 4, kept.EnumerateRunes().Count());
        Assert.Equal(RoomRules.LongestText * 4, cutFrom);
        Assert.Equal(("short", null), RoomRules.Cut("short"));
    }
}
