using Offing.Protocol.Events;

namespace Offing.MarketData.Tests;

/// <summary>The fold of events as objects is the plain one; that of a tape must come to the same.</summary>
public sealed class TapeFoldTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void A_tape_folds_to_what_its_events_fold_to_one_by_one_and_tells_the_same(int seed)
    {
        var (plain, fast) = (new VenueFold(RandomVenue.Genesis), new VenueFold(RandomVenue.Genesis));
        var (told, toldFast) = (new Recorder(), new Recorder());
        var tape = new EventTape();
        var dice = new Random(seed);
        var length = 1;
        var count = 0;
        foreach (var output in new RandomVenue(seed).Run(3_000))
        {
            // Nobody hears the first half, as in a replay.
            if (++count == 1_500)
            {
                Play(tape, fast);
                plain.AddListener(told);
                fast.AddListener(toldFast);
            }

            plain.Apply(output);
            tape.Begin(output.Entry);
            Write(tape, output.Events);
            if (tape.Count >= length)
            {
                Play(tape, fast);
                length = dice.Next(1, 40);
                Assert.Equal(plain.Seq, fast.Seq);
            }
        }

        Play(tape, fast);
        Assert.Equal(Save(plain), Save(fast));
        Assert.Equal(told.Updates, toldFast.Updates);
        Assert.NotEmpty(told.Updates);
    }

    [Fact]
    public void What_was_folded_already_is_passed_over()
    {
        var outputs = new RandomVenue(9).Run(400).ToList();
        var (plain, late) = (new VenueFold(RandomVenue.Genesis), new VenueFold(RandomVenue.Genesis));
        outputs.ForEach(plain.Apply);
        outputs.Take(150).ToList().ForEach(late.Apply);
        var tape = new EventTape();
        foreach (var output in outputs)
        {
            tape.Begin(output.Entry);
            Write(tape, output.Events);
        }

        late.Apply(tape);
        Assert.Equal(Save(plain), Save(late));
    }

    [Fact]
    public void A_tape_plays_every_event_that_there_is_as_it_was_written_but_for_the_outcomes()
    {
        var kinds = typeof(IEngineEvent).Assembly.GetTypes()
            .Where(type => type.IsValueType && typeof(IEngineEvent).IsAssignableFrom(type)).ToList();
        var (tape, heard) = (new EventTape(), new EventList());
        var written = new List<IEngineEvent>();
        var output = new RandomVenue(1).Run(1).Single();
        for (var round = 0; round < 3; round++)
        {
            tape.Clear();
            tape.Begin(output.Entry);
            written = [.. kinds.Select((type, i) => Filled(type, (byte)(1 + i + round)))];
            Write(tape, written);
            heard = new EventList();
            tape.Play(0, heard);
        }

        Assert.True(kinds.Count > 30);
        Assert.Equal(written.Where(each => each is not ItemOutcome), heard.Events);
        Assert.True(tape.HasRare(0));
    }

    // Every byte of what holds no reference; a truth value is one whatever its byte says.
    private static IEngineEvent Filled(Type type, byte with)
    {
        var boxed = (IEngineEvent)Activator.CreateInstance(type)!;
        foreach (var field in type.GetFields(
            System.Reflection.BindingFlags.Instance | System.Reflection.BindingFlags.NonPublic))
        {
            object? value = Type.GetTypeCode(field.FieldType) switch
            {
                TypeCode.String => new string('x', with),
                TypeCode.UInt64 => (ulong)with << 40,
                TypeCode.UInt32 => (uint)with << 20,
                TypeCode.Boolean => true,
                _ => null,
            };
            if (value is not null && !field.FieldType.IsEnum)
            {
                field.SetValue(boxed, value);
            }
        }

        return boxed;
    }

    private static void Write(EventSink sink, IReadOnlyList<IEngineEvent> events)
    {
        foreach (var happened in events)
        {
            switch (happened)
            {
                case ItemOutcome each:
                    sink.TakeOutcome(each);
                    break;
                case OrderPlaced each:
                    sink.TakePlaced(each);
                    break;
                case OrderRested each:
                    sink.TakeRested(each);
                    break;
                case OrderClosed each:
                    sink.TakeClosed(each);
                    break;
                case Traded each:
                    sink.TakeTraded(each);
                    break;
                default:
                    typeof(EventSink).GetMethod(nameof(EventSink.Take))!
                        .MakeGenericMethod(happened.GetType()).Invoke(sink, [happened]);
                    break;
            }
        }
    }

    private static void Play(EventTape tape, VenueFold into)
    {
        into.Apply(tape);
        tape.Clear();
    }

    private static byte[] Save(VenueFold fold)
    {
        using var stream = new MemoryStream();
        fold.Save(stream);
        return stream.ToArray();
    }

    private sealed class Recorder : IFeedListener
    {
        public List<string> Updates { get; } = [];

        // As text, which shows every item of every list.
        public void OnEntry(FeedUpdate update) => Updates.Add(string.Join(
            "|", update.Seq, update.Time, string.Join(",", update.Books), string.Join(",", update.Marks),
            string.Join(",", update.Trades), string.Join(",", update.Fills),
            string.Join(",", update.Orders), string.Join(",", update.Twaps),
            string.Join(",", update.Ledger), string.Join(",", update.Accounts),
            string.Join(",", update.Fundings), string.Join(",", update.Liquidations)));
    }
}
