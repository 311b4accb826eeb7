using System.Diagnostics;
using Offing.Tools;

namespace Offing.Host.Tests;

/// <summary>The one script, on machines where something is missing.</summary>
public sealed class ScriptTests
{
    private static readonly string[] Tools =
    [
        "bash", "dirname", "readlink", "mkdir", "cat", "grep", "cksum", "find", "sort", "xargs", "tail",
        "sleep", "id", "dotnet", "node", "npm",
    ];

    [Fact]
    public void Help_lists_every_command_without_building_anything()
    {
        var (code, output, _) = Run(Tools, "help");
        Assert.Equal(0, code);
        Assert.All(
            new[] { "up", "fund", "demo", "log", "bench", "test", "help" },
            command => Assert.Contains($"./offing {command}", output, StringComparison.Ordinal));
    }

    // A command that the program has and the script does not know is no command to anybody.
    [Fact]
    public void Every_command_of_the_program_is_one_of_the_script()
    {
        using var program = HostProcess.Run("--help");
        var commands = program.Output[program.Output.IndexOf("Commands:", StringComparison.Ordinal)..]
            .Split('\n').Skip(1).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(words => words.Length > 1).Select(words => words[0]).ToList();
        Assert.Contains("verify", commands);
        var (_, help, _) = Run(Tools, "help");
        var script = File.ReadAllText(Path.Combine(Repository.Root, "offing"));
        Assert.All(commands, command =>
        {
            Assert.Contains($"./offing {command}", help, StringComparison.Ordinal);
            Assert.Matches($@"(?m)^    [a-z |]*\b{command}\b[a-z |]*\)$", script);
        });
    }

    [Theory]
    [InlineData("dotnet", ".NET 10 SDK")]
    [InlineData("node", "Node 20")]
    public void A_missing_tool_is_one_clear_line(string tool, string named)
    {
        var (code, output, error) = Run(Tools.Where(each => each != tool), "up");
        Assert.NotEqual(0, code);
        Assert.Equal("", output);
        var line = Assert.Single(error.Split('\n'), text => text.Length > 0);
        Assert.Contains(named, line, StringComparison.Ordinal);
        Assert.Contains("install", line, StringComparison.Ordinal);
    }

    [Fact]
    public void To_read_a_log_only_the_venue_is_built_without_node_chain_or_contracts()
    {
        using var folder = new TemporaryFolder();
        var calls = Path.Combine(folder.Path, "calls");
        var stub = Path.Combine(folder.Path, "dotnet");
        // It builds nothing, and says so, so that nothing is taken for built.
        File.WriteAllText(
            stub,
            $"#!/bin/bash\necho \"$*\" >> {calls}\n"
            + "case \"$1\" in --list-sdks) echo 10.0.100 ;; build) exit 1 ;; esac\n");
        using (var chmod = Process.Start("chmod", ["+x", stub]))
        {
            chmod.WaitForExit();
        }

        var tools = Tools.Where(each => each is not ("dotnet" or "node" or "npm"));
        var (_, _, error) = Run(tools, "log", stub);
        Assert.DoesNotContain("Node", error, StringComparison.Ordinal);
        Assert.Matches("(src/Offing.Host|offing.dll log)$", File.ReadAllText(calls).Trim());
    }

    [Fact]
    public void An_unknown_command_is_one_clear_line()
    {
        var (code, _, error) = Run(Tools, "fly");
        Assert.NotEqual(0, code);
        var line = Assert.Single(error.Split('\n'), text => text.Length > 0);
        Assert.Contains("./offing help", line, StringComparison.Ordinal);
    }

    private static (int Code, string Output, string Error) Run(
        IEnumerable<string> tools, string command, params string[] stubs)
    {
        using var folder = new TemporaryFolder();
        foreach (var stub in stubs)
        {
            File.CreateSymbolicLink(Path.Combine(folder.Path, Path.GetFileName(stub)), stub);
        }

        foreach (var tool in tools)
        {
            var found = new[] { "/usr/bin", "/bin", "/usr/local/bin" }
                .Select(path => Path.Combine(path, tool)).FirstOrDefault(File.Exists);
            if (found is not null)
            {
                File.CreateSymbolicLink(Path.Combine(folder.Path, tool), found);
            }
        }

        var start = new ProcessStartInfo("/bin/bash", [Path.Combine(Repository.Root, "offing"), command])
        {
            RedirectStandardOutput = true, RedirectStandardError = true,
        };
        start.Environment["PATH"] = folder.Path;
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.Result);
    }
}
