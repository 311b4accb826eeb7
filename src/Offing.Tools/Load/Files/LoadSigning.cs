using System.Text;
using Offing.Signing;
using Offing.Tools.Client;

namespace Offing.Tools.Load.Files;

/// <summary>Makes and signs a load on all cores, in an order that only the seed decides.</summary>
public static class LoadSigning
{
    private const int Slice = 4_096;

    /// <param name="progress">Told how many of how many requests are signed.</param>
    /// <param name="isNamed">Whether each request names its signer.</param>
    public static void Run(
        string path, LoadPlan plan, bool isNamed, Action<long, long> progress, CancellationToken stop)
    {
        var flow = new LoadFlow(plan, Seed(plan));
        PrivateKey[] keys = [.. Enumerable.Range(0, plan.Accounts).Select(plan.Session)];
        var nonces = new ulong[plan.Accounts];
        Array.Fill(nonces, plan.Signed_Ms);
        using var file = LoadFile.Create(path, plan);
        for (var done = 0L; done < plan.Requests;)
        {
            stop.ThrowIfCancellationRequested();
            var count = (int)Math.Min(Slice, plan.Requests - done);
            var actions = new (LoadAction Action, ulong Nonce)[count];
            for (var i = 0; i < count; i++)
            {
                var action = flow.Next();
                actions[i] = (action, ++nonces[action.Account]);
            }

            var bodies = new byte[count][];
            Parallel.For(0, count, i => bodies[i] = Encoding.UTF8.GetBytes(
                Envelopes.L1(
                    actions[i].Action.Json, actions[i].Nonce, keys[actions[i].Action.Account], isNamed)));
            for (var i = 0; i < count; i++)
            {
                LoadFile.Append(file, actions[i].Action.Account, actions[i].Action.Kind, bodies[i]);
            }

            done += count;
            progress(done, plan.Requests);
        }
    }

    // FNV-1a: the same in every run, unlike a string's own hash.
    private static ulong Seed(LoadPlan plan)
    {
        var hash = 14_695_981_039_346_656_037UL;
        foreach (var letter in plan.Seed)
        {
            hash = unchecked((hash ^ letter) * 1_099_511_628_211);
        }

        return hash;
    }
}
