using System.Diagnostics;
using Spectre.Console;

namespace Offing.Tools.Demo;

/// <summary>Tells a story in numbered steps, with a sign of life while each one runs.</summary>
public sealed class Stage(IAnsiConsole console, int steps)
{
    private int _step;
    private string _last = "";

    public IAnsiConsole Console => console;

    /// <summary>Runs one step and says how long it took.</summary>
    public async Task StepAsync(string title, Func<Action<string>, Task> work)
    {
        _step++;
        var watch = Stopwatch.StartNew();
        console.MarkupLine($"[bold]{_step}/{steps}[/] {Markup.Escape(title)}");
        if (console.Profile.Capabilities.Interactive)
        {
            await console.Status().StartAsync(Markup.Escape(title), async context =>
                await work(line => context.Status(Markup.Escape(line))));
        }
        else
        {
            await work(SayOnce);
        }

        console.MarkupLine($"    [green]done[/] in {watch.Elapsed.TotalSeconds:0.0} s");
    }

    // Without a terminal a sign of life is a line, and the same line again says nothing.
    private void SayOnce(string line)
    {
        if (line != _last)
        {
            _last = line;
            Say(line);
        }
    }

    /// <summary>A line under the step.</summary>
    public void Say(string line) => console.MarkupLine($"    {Markup.Escape(line)}");
}
