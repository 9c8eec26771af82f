using Cairn.Cli;

using var interrupts = new Interrupts();
return await CliApp.RunAsync(args, StandardIo.Open(), interrupts.Token).ConfigureAwait(false);
