using System.Diagnostics;
using Chat.ServiceDefaults;

namespace Chat.Emulator.Tests.Telemetry;

/// <summary>X-Ray's header and W3C's context say the same; what isn't one of the two is no context.</summary>
public sealed class XRayTraceHeaderTests
{
    private const string Header = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1";

    [Fact]
    public void Header_ToW3CAndBack_IsTheSame()
    {
        Assert.True(XRayTraceHeader.TryParse(Header, out var context));

        Assert.Equal("5759e988bd862e3fe1be46a994272793", context.TraceId.ToHexString());
        Assert.Equal("53995c3f42cd8ad8", context.SpanId.ToHexString());
        Assert.Equal(ActivityTraceFlags.Recorded, context.TraceFlags);
        Assert.True(context.IsRemote);
        Assert.Equal(Header, XRayTraceHeader.Format(context));
        Assert.Equal("Root=1-5759e988-bd862e3fe1be46a994272793", XRayTraceHeader.FormatRoot(context.TraceId));
    }

    [Fact]
    public void Context_ToXRayAndBack_IsTheSame()
    {
        for (var i = 0; i < 1000; i++)
        {
            var flags = i % 2 == 0 ? ActivityTraceFlags.None : ActivityTraceFlags.Recorded;
            var context = new ActivityContext(ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom(), flags, isRemote: true);

            Assert.True(XRayTraceHeader.TryParse(XRayTraceHeader.Format(context), out var parsed));
            Assert.Equal(context, parsed);
        }
    }

    [Theory]
    [InlineData("Sampled=0;Parent=53995c3f42cd8ad8;Root=1-5759e988-bd862e3fe1be46a994272793")]
    [InlineData("Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8")]
    [InlineData("Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=?")]
    [InlineData("Root=1-5759E988-BD862E3FE1BE46A994272793; Parent=53995C3F42CD8AD8; Sampled=0; Lineage=25:a87bd80c:1")]
    [InlineData("Self=1-67891234-12456789abcdef012345678;Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=0;")]
    public void Header_InAnotherForm_IsRead(string header)
    {
        Assert.True(XRayTraceHeader.TryParse(header, out var context));
        Assert.Equal(
            ("5759e988bd862e3fe1be46a994272793", "53995c3f42cd8ad8", ActivityTraceFlags.None),
            (context.TraceId.ToHexString(), context.SpanId.ToHexString(), context.TraceFlags));
    }

    [Theory]
    [InlineData("")]
    [InlineData(";;;")]
    [InlineData("Root=")]
    [InlineData("1-5759e988-bd862e3fe1be46a994272793")]
    [InlineData("Root=1-5759e988-bd862e3fe1be46a994272793")]
    [InlineData("Parent=53995c3f42cd8ad8;Sampled=1")]
    [InlineData("Root=2-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8")]
    [InlineData("Root=1-5759e988-bd862e3fe1be46a99427279;Parent=53995c3f42cd8ad8")]
    [InlineData("Root=1-5759e988-bd862e3fe1be46a9942727931;Parent=53995c3f42cd8ad8")]
    [InlineData("Root=1-5759e98-8bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8")]
    [InlineData("Root=1-5759e98x-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8")]
    [InlineData("Root=1-00000000-000000000000000000000000;Parent=53995c3f42cd8ad8")]
    [InlineData("Root=1-5759e988-bd862e3fe1be46a994272793;Parent=0000000000000000")]
    [InlineData("Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad")]
    [InlineData("Root=1-5759e988-bd862e3fe1be46a994272793;Parent=é3995c3f42cd8ad8")]
    [InlineData("Root=1-５759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8")]
    public void Header_Malformed_IsNoContext(string header)
    {
        Assert.False(XRayTraceHeader.TryParse(header, out var context));
        Assert.Equal(default, context);
    }

    [Fact]
    public void Header_OfUnreasonableLength_IsNotLookedAt() =>
        Assert.False(XRayTraceHeader.TryParse(Header + new string(';', 10_000), out _));
}
