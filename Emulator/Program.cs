return await Chat.Emulator.Terminal.EmulatorCommand.RunAsync(args);
