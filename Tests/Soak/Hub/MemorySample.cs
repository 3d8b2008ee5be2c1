using System.Globalization;

namespace Chat.Soak.Tests.Hub;

/// <summary>What the processes took at one moment, in MB of resident memory without mapped files.</summary>
internal sealed record MemorySample(TimeSpan At, double Emulator, double Tables, double Functions, int FunctionProcesses)
{
    public const double Megabyte = 1024 * 1024;

    public double EachFunction => FunctionProcesses == 0 ? 0 : Functions / FunctionProcesses;

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{At.TotalMinutes,5:0.0} min: emulator {Emulator,4:0} MB, tables' server {Tables,4:0} MB, {FunctionProcesses} functions {Functions,4:0} MB, {EachFunction:0.0} MB each");
}
