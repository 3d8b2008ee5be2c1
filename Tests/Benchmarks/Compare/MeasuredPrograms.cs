using Chat.Benchmarks.Contenders;
using Chat.Benchmarks.Report;

namespace Chat.Benchmarks.Compare;

/// <summary>The chat's functions and the emulator, built as it was asked for. Null stands for the portable build.</summary>
internal sealed record MeasuredPrograms(NativeProgram? NativeFunctions, NativeProgram? NativeEmulator)
{
    public IReadOnlyDictionary<string, string> Machine => Compare.Machine.Describe(Kind(NativeFunctions), Kind(NativeEmulator));

    public EmulatorContender Emulator(string name, params string[] options) => new(name, NativeEmulator, FunctionCommands.Of(NativeFunctions, null), options);

    public static async Task<MeasuredPrograms> PublishAsync(string functions, string emulator, Recorder recorder, CancellationToken cancellationToken) => new(
        await PublishAsync(NativeProgram.Functions, functions, "--functions", recorder, cancellationToken),
        await PublishAsync(NativeProgram.Emulator, emulator, "--emulator", recorder, cancellationToken));

    /// <summary>Null where it is to be portable, or native only if that can be had.</summary>
    public static async Task<NativeProgram?> PublishAsync(NativeProgram program, string wanted, string option, Recorder recorder, CancellationToken cancellationToken)
    {
        var published = wanted == CompareOptions.Portable ? null : await program.PublishAsync(recorder, cancellationToken);
        return published is null && wanted == CompareOptions.Native
            ? throw new InvalidOperationException($"That could not be published native: use {option} {CompareOptions.Portable}.")
            : published;
    }

    private static string Kind(NativeProgram? published) => published is null ? CompareOptions.Portable : CompareOptions.Native;
}
