using System.Text;
using Offing.Gateway.Hyperliquid.Exchange;
using Offing.Gateway.Tests.Support;
using Offing.Protocol;
using Offing.Protocol.Entries;
using Offing.Signing;

namespace Offing.Gateway.Tests.Hyperliquid;

/// <summary>A door that guesses who signed answers as one that only recovers.</summary>
public sealed class GuessTests
{
    private readonly Random _random = new(3);

    [Fact]
    public void Guessing_changes_no_answer()
    {
        var venue = new FakeVenue();
        var (guessing, plain) = (new Door(venue), new Door(venue));
        var hint = new SignerHint();
        var (taken, refused) = (0, 0);
        for (var round = 0; round < 60; round++)
        {
            // After a hundred by one key it has a table, and then come others, and mistakes.
            var bodies = Enumerable.Range(0, 1 + _random.Next(16)).Select(i => Body(round)).ToArray();
            var admissions = Array.ConvertAll(bodies, body => guessing.Read(Envelope(body)));
            guessing.Guess(admissions, hint);
            for (var i = 0; i < bodies.Length; i++)
            {
                guessing.Settle(admissions[i], hint);
                var isTaken = plain.TryAdmit(Envelope(bodies[i]), out var action, out var error);
                Assert.Equal(error, admissions[i].Error);
                Assert.Equal(action?.Signer, admissions[i].Action?.Signer);
                Assert.Equal(action?.Scheme, admissions[i].Action?.Scheme);
                Assert.Equal(action?.Signature, admissions[i].Action?.Signature);
                _ = isTaken ? taken++ : refused++;
            }
        }

        Assert.True(taken > 200 && refused > 20);
    }

    [Fact]
    public void A_table_is_made_for_a_key_that_signs_on_and_on_and_for_no_other()
    {
        var (steady, turning) = (new SignerHint(), new SignerHint());
        var made = 0;
        for (var i = 0; i < 200; i++)
        {
            made += steady.Learn(FakeVenue.Alice.Address, SigningScheme.L1Testnet) ? 1 : 0;
            var key = (i % 2 == 0 ? FakeVenue.Alice : FakeVenue.Bob).Address;
            Assert.False(turning.Learn(key, SigningScheme.L1Testnet));
            Assert.False(turning.TryGuess(out _, out _));
        }

        Assert.InRange(made, 100, 190);
        Assert.True(steady.TryGuess(out var guess, out _));
        Assert.Equal(FakeVenue.Alice.Address, guess);
    }

    [Fact]
    public void Tables_are_bounded_and_the_one_not_asked_for_the_longest_goes()
    {
        var keys = new KnownKeys(most: 2);
        keys.Add(FakeVenue.Alice.PublicKey);
        keys.Add(FakeVenue.Bob.PublicKey);
        Assert.True(keys.TryFind(FakeVenue.Alice.Address, out _));
        keys.Add(FakeVenue.Nobody.PublicKey);
        Assert.True(keys.TryFind(FakeVenue.Alice.Address, out var known));
        Assert.Equal(FakeVenue.Alice.PublicKey, known.Key);
        Assert.False(keys.TryFind(FakeVenue.Bob.Address, out _));
    }

    private string Body(int round)
    {
        var kind = round < 12 ? 0 : _random.Next(9);
        var key = kind == 1 ? FakeVenue.Bob : kind == 2 ? FakeVenue.Nobody : FakeVenue.Alice;
        var source = kind == 3 ? HyperliquidSource.Mainnet : HyperliquidSource.Testnet;
        var body = Signed.L1(Signed.Order(), key, source: source);
        return kind switch
        {
            // The id of the other parity: it recovers to somebody else.
            4 => body.Contains("\"v\":27", StringComparison.Ordinal)
                ? body.Replace("\"v\":27", "\"v\":28", StringComparison.Ordinal)
                : body.Replace("\"v\":28", "\"v\":27", StringComparison.Ordinal),
            5 => body.Replace("\"30000\"", "\"30001\"", StringComparison.Ordinal),
            6 => body.Replace("\"r\":\"0x", "\"r\":\"0x1", StringComparison.Ordinal),
            _ => body,
        };
    }

    private static Envelope Envelope(string body)
    {
        Assert.True(EnvelopeReader.TryRead(
            Encoding.UTF8.GetBytes(body), nonceRequired: true, out var envelope, out var problem), problem);
        return envelope;
    }
}
