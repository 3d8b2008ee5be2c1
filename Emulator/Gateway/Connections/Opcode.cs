namespace Chat.Emulator.Gateway.Connections;

/// <summary>RFC 6455, 5.2. Bit 3 marks the control frames.</summary>
internal enum Opcode : byte
{
    Continuation = 0x0,
    Text = 0x1,
    Binary = 0x2,
    Close = 0x8,
    Ping = 0x9,
    Pong = 0xA,
}
