using Chat.Emulator.Options;
using Chat.Emulator.Template;

namespace Chat.Emulator.Modules;

/// <summary>How a module is put into the emulator: a line in <c>Host/CloudModules.cs</c>.</summary>
internal interface IModuleSetup
{
    /// <summary>Reads the module's own part of the templates. Null when it reads none, or one that <see cref="Stack"/> itself has.</summary>
    IPartReader? Reader => null;

    /// <summary>Adds the module, as <see cref="IModule"/>, and what it is made of. What it shows in the console it adds as <see cref="IConsoleSection"/>.</summary>
    void AddServices(IServiceCollection services, Stack stack, EmulatorOptions options);

    /// <summary>Answers the paths that are its own, on the emulator's one port. Asked in the modules' order.</summary>
    void Use(IApplicationBuilder app)
    {
    }
}
