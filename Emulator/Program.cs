return await Chat.Emulator.Host.Terminal.EmulatorCommand.RunAsync(args);
