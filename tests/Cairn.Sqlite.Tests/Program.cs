using Cairn.Sqlite.Tests;

// A test may start this program again as another process that appends or records; otherwise it is the test runner.
return args is ["append", ..]
    ? await AppendingProcess.Run(args)
    : args is ["record", ..]
    ? await RecordingProcess.Run(args)
    : args.Any(a => a is "--server" or "--internal-msbuild-node")
        ? await Xunit.MicrosoftTestingPlatform.TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions)
        : await Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args);
