using System.Xml.Linq;
using Chat.Benchmarks.Report;

namespace Chat.Benchmarks.Tests;

public sealed class PlotTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    [Fact]
    public void Draw_TwoLines_IsSvgWithALineAndANameEach()
    {
        var plot = Plot.Draw("A <title>", "clients", [new Series("one & only", [(10, 1), (1_000, 90)]), new Series("other", [(10, 0.2), (200, 2)])]);

        var root = XDocument.Parse(plot).Root!;
        Assert.Equal(["A <title>"], root.Elements(Svg + "title").Select(title => title.Value));
        // The first lies at the left edge and below the middle: ten is the least of all, one and 0.1 to 100 the decades.
        Assert.Equal("64,245.3 560,52.5", root.Elements(Svg + "polyline").First().Attribute("points")!.Value);
        Assert.Equal(["one & only", "other"], root.Elements(Svg + "text").Select(text => text.Value).Where(text => text is "one & only" or "other").Order());
    }
}
