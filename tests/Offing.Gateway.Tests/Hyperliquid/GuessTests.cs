using System.Text;
using Offing.Gateway.Hyperliquid.Exchange;
using Offing.Gateway.Tests.Support;
using Offing.Primitives;
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
            var admissions = Array.ConvertAll(bodies, body => guessing.Read(Envelope(body), hint));
            guessing.Guess(admissions);
            for (var i = 0; i < bodies.Length; i++)
            {
                guessing.Settle(admissions[i]);
                var isTaken = plain.TryAdmit(
                    Envelope(bodies[i]), hint: null, out var action, out var error);
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
    public void A_connection_is_guessed_to_go_on_as_it_did_twice()
    {
        var hint = new SignerHint();
        Assert.Null(hint.Guess);
        hint.Learn(FakeVenue.Alice.Address);
        Assert.Null(hint.Guess);
        hint.Learn(FakeVenue.Alice.Address);
        Assert.Equal(FakeVenue.Alice.Address, hint.Guess);
        hint.Learn(FakeVenue.Bob.Address);
        Assert.Null(hint.Guess);
    }

    [Fact]
    public void Keys_that_take_turns_are_proved_when_their_requests_name_them()
    {
        var (door, hint) = (new Door(new FakeVenue()), new SignerHint());
        PrivateKey[] keys = [FakeVenue.Alice, FakeVenue.Bob];
        for (var i = 0; i < 2 * KnownKeys.TableFrom_Signatures; i++)
        {
            Assert.Null(Guessed(door, hint, keys[i % 2], named: keys[i % 2]));
            Admit(door, hint, keys[i % 2]);
        }

        // By name, whoever came before; without one nobody is guessed, and a wrong one is no harm.
        Assert.Equal(FakeVenue.Alice.Address, Guessed(door, hint, FakeVenue.Alice, FakeVenue.Alice));
        Assert.Equal(FakeVenue.Bob.Address, Guessed(door, hint, FakeVenue.Bob, FakeVenue.Bob));
        Assert.Null(Guessed(door, hint, FakeVenue.Alice, named: null));
        Assert.Null(Guessed(door, hint, FakeVenue.Alice, FakeVenue.Bob));
        // One request a connection at a time is guessed as well, after two of the same key.
        Admit(door, hint, FakeVenue.Bob);
        Assert.Equal(FakeVenue.Bob.Address, Guessed(door, hint, FakeVenue.Bob, named: null));
    }

    [Fact]
    public void A_signer_that_is_no_address_is_refused()
    {
        var body = Named(Signed.L1(Signed.Order(), FakeVenue.Alice), "0x12");
        Assert.False(new Door(new FakeVenue()).TryAdmit(Envelope(body), null, out _, out var error));
        Assert.Equal(RejectCode.BadAddress, error.Code);
    }

    [Fact]
    public void Tables_are_bounded_and_only_one_not_asked_for_in_a_long_time_makes_room()
    {
        const SigningScheme scheme = SigningScheme.L1Testnet;
        var keys = new KnownKeys(most: 2);
        keys.Add(FakeVenue.Alice.PublicKey, scheme);
        keys.Add(FakeVenue.Bob.PublicKey, scheme);
        for (var i = 0; i < KnownKeys.TableFrom_Signatures; i++)
        {
            Assert.False(keys.Learn(FakeVenue.Nobody.Address, scheme));
        }

        keys.Add(FakeVenue.Nobody.PublicKey, scheme);
        Assert.False(keys.TryFind(FakeVenue.Nobody.Address, out _, out _));
        for (var i = 0; i < 2 * KnownKeys.TableFrom_Signatures; i++)
        {
            Assert.True(keys.TryFind(FakeVenue.Alice.Address, out var known, out _));
            Assert.Equal(FakeVenue.Alice.PublicKey, known.Key);
        }

        keys.Add(FakeVenue.Nobody.PublicKey, scheme);
        Assert.True(keys.TryFind(FakeVenue.Nobody.Address, out _, out _));
        Assert.False(keys.TryFind(FakeVenue.Bob.Address, out _, out _));
    }

    private static void Admit(Door door, SignerHint hint, PrivateKey key) => Assert.True(
        door.TryAdmit(Envelope(Signed.L1(Signed.Order(), key)), hint, out _, out _));

    private static Address? Guessed(Door door, SignerHint hint, PrivateKey key, PrivateKey? named)
    {
        var body = Signed.L1(Signed.Order(), key);
        var admission = door.Read(Envelope(named is null ? body : Named(body, $"{named.Address}")), hint);
        door.Guess([admission]);
        return admission.Key;
    }

    private static string Named(string body, string signer) => $"{{\"signer\":\"{signer}\",{body[1..]}";

    private string Body(int round)
    {
        var kind = round < 12 ? 0 : _random.Next(9);
        var key = kind == 1 ? FakeVenue.Bob : kind == 2 ? FakeVenue.Nobody : FakeVenue.Alice;
        var source = kind == 3 ? HyperliquidSource.Mainnet : HyperliquidSource.Testnet;
        var body = Signed.L1(Signed.Order(), key, source: source);
        body = _random.Next(3) switch
        {
            0 => Named(body, $"{key.Address}"),
            1 => Named(body, $"{FakeVenue.Bob.Address}"),
            _ => body,
        };
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
