using Offing.Primitives;
using Offing.Settlement.Contracts;
using Offing.Settlement.Deployments;
using Offing.Settlement.Tests.Support;

namespace Offing.Settlement.Tests;

[Collection(SharedChain.Name)]
public sealed class DeployerTests
{
    private readonly VenueOnChain _venue;

    public DeployerTests(VenueOnChain venue)
    {
        _venue = venue;
        venue.Reset();
    }

    [Fact]
    public void The_contracts_know_each_other_and_the_bond_is_paid()
    {
        var vault = new VaultContract(_venue.Client, _venue.Deployment.Vault);
        Assert.Equal(VenueOnChain.Terms.MinimumBond, vault.BondHeld());
        Assert.Equal(_venue.Deployment.Usdc, vault.Token());
        Assert.Equal(_venue.Deployment.Escape, vault.Escape());
        Assert.Equal(Keccak.Hash(VenueOnChain.Genesis), _venue.Settlement.GenesisHash());
        Assert.Equal(5UL, _venue.Settlement.FinalityWindow_S());
        Assert.Equal(2UL, _venue.Settlement.WatchersNeeded());
        Assert.All(DevelopmentKeys.Watchers, key => Assert.True(_venue.Settlement.IsWatcher(key.Address)));
        Assert.False(_venue.Settlement.IsWatcher(DevelopmentKeys.Operator.Address));
    }

    [Fact]
    public void A_second_start_finds_the_venue_and_sends_nothing()
    {
        var nonce = _venue.Client.Nonce(DevelopmentKeys.Deployer.Address);
        var height = _venue.Client.Head().Number;
        Assert.Equal(_venue.Deployment, _venue.Deployer().DeployOrVerify(_venue.Folder, VenueOnChain.Terms));
        Assert.Equal(nonce, _venue.Client.Nonce(DevelopmentKeys.Deployer.Address));
        Assert.Equal(height, _venue.Client.Head().Number);
    }

    [Fact]
    public void A_deployment_that_was_cut_off_before_its_record_is_found_again()
    {
        using var folder = new TemporaryFolder();
        var found = _venue.Deployer().DeployOrVerify(folder.Path, VenueOnChain.Terms);
        Assert.Equal(_venue.Deployment with { Block = 0 }, found);
    }

    [Fact]
    public void Another_genesis_is_refused()
    {
        var terms = VenueOnChain.Terms with { GenesisHash = Keccak.Hash("another"u8) };
        var error = Assert.Throws<DeploymentException>(
            () => _venue.Deployer().DeployOrVerify(_venue.Folder, terms));
        Assert.Contains("genesis", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_chain_without_the_contracts_is_refused()
    {
        using var folder = new TemporaryFolder();
        (_venue.Deployment with { Vault = Address.OfSystem("nowhere") }).Save(folder.Path);
        var error = Assert.Throws<DeploymentException>(
            () => _venue.Deployer().DeployOrVerify(folder.Path, VenueOnChain.Terms));
        Assert.Contains("no contract at", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_damaged_record_and_missing_artefacts_say_what_to_do()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.Of(Deployment.FileName), "{");
        Assert.Throws<DeploymentException>(() => Deployment.TryLoad(folder.Path));
        var error = Assert.Throws<DeploymentException>(
            () => new Artefacts(folder.Path).CreationCode("Vault"));
        Assert.Contains("npm run build --prefix contracts", error.Message, StringComparison.Ordinal);
    }
}
