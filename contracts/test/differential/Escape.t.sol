// SPDX-License-Identifier: UNLICENSED
pragma solidity ^0.8.28;

import {Header} from "../../src/BatchHeader.sol";
import {EndTest} from "../base/EndTest.sol";
import {Vectors} from "../base/Vectors.sol";

/// @notice spec/vectors/escape.json against the contract, from the opening to the share and what each gets.
contract EscapeVectorsTest is EndTest, Vectors {
    uint256 private _bounties;

    constructor() Vectors("escape.json") {}

    function test_ABalancedVenue() public {
        vm.assertEq(_run(".worlds[0]"), 7, "every share was read");
    }

    function test_LeavesAsFarOutAsTheirFieldsGo() public {
        vm.assertEq(_run(".worlds[1]"), 1, "every share was read");
    }

    /// @dev Each piece in a call of its own, whose memory ends with it: the file is long.
    function _run(string memory world) private returns (uint256 shares) {
        for (; this.has(_at(string.concat(world, ".shares"), shares)); ++shares) {
            EndTest.setUp();
            _bounties = 0;
            this.open(world);
            string memory markets = string.concat(world, ".markets");
            for (uint256 i = 0; this.has(_at(markets, i)); ++i) this.resolve(_at(markets, i));
            this.share(world, _at(string.concat(world, ".shares"), shares));
        }
    }

    function open(string memory world) external {
        bytes memory preimage = vm.parseJsonBytes(json, string.concat(world, ".preimage"));
        Header memory header = _next();
        header.newRoot = _bytes32(world, ".root");
        _post(header, DATA);
        vm.warp(block.timestamp + 61);
        settlement.freezeForSilence();
        escape.open(header, preimage);
        (,, uint64 buckets,, bytes32 accounts, bytes32 markets, bytes32 oracle,,) = escape.opening();
        vm.assertEq(buckets, _uint64(world, ".bucketCount"), "buckets");
        vm.assertEq(accounts, _bytes32(world, ".accountsRoot"), "accounts");
        vm.assertEq(markets, _bytes32(world, ".marketsRoot"), "markets");
        vm.assertEq(oracle, _bytes32(world, ".oracleRoot"), "oracle");
    }

    function resolve(string memory spot) external {
        uint32 market = uint32(_number(spot, ".market"));
        escape.resolveMarket(
            market,
            _bytes(spot, ".leaf"),
            _bytes(spot, ".proof"),
            _bytes(spot, ".ring"),
            _bytes(spot, ".ringProof")
        );
        (, uint32 price, int128 index) = escape.marketOf(market);
        vm.assertEq(price, _number(spot, ".price"), spot);
        vm.assertTrue(index == vm.parseJsonInt(json, string.concat(spot, ".fundingIndex")), spot);
    }

    function share(string memory world, string memory spot) external {
        string memory accounts = string.concat(world, ".accounts");
        uint256[] memory proved = vm.parseJsonUintArray(json, string.concat(spot, ".proved"));
        for (uint256 i = 0; i < proved.length; ++i) this.prove(_at(accounts, proved[i]));
        (uint256 positive, uint256 negative, uint256 junior,) = escape.totals();
        vm.assertEq(positive, _number(spot, ".positive"), "P");
        vm.assertEq(negative, _number(spot, ".negative"), "D");
        vm.assertEq(junior, _number(spot, ".junior"), "I");
        _fill(world, _number(spot, ".vault"));
        vm.warp(block.timestamp + 60);
        escape.fix();
        (, uint256 numerator, uint256 denominator, uint256 lateLeft) = escape.share();
        vm.assertEq(numerator, _number(spot, ".numerator"), "n");
        vm.assertEq(denominator, _number(spot, ".denominator"), "d");
        vm.assertEq(lateLeft, _number(spot, ".lateLeft"), "left for who is late");
        uint256[] memory paid = vm.parseJsonUintArray(json, string.concat(spot, ".paid"));
        for (uint256 i = 0; i < proved.length; ++i) this.claim(_at(accounts, proved[i]), paid[i]);
    }

    function prove(string memory spot) external {
        address account = vm.parseJsonAddress(json, string.concat(spot, ".account"));
        escape.prove(account, _bytes(spot, ".leaf"), _bytes(spot, ".proof"));
        (,,, uint112 claimed, uint112 debt, address payee) = escape.accountOf(account);
        vm.assertEq(claimed, _number(spot, ".claim"), spot);
        vm.assertEq(debt, _number(spot, ".debt"), spot);
        vm.assertEq(payee, vm.parseJsonAddress(json, string.concat(spot, ".payee")), spot);
        _bounties += _number(spot, ".bounty");
        uint256 credited = escape.bountyOf(address(this));
        vm.assertEq(credited, _bounties < BOND ? _bounties : BOND, "bounties");
    }

    function claim(string memory spot, uint256 expected) external {
        address account = vm.parseJsonAddress(json, string.concat(spot, ".account"));
        (,,, uint112 claimed,, address payee) = escape.accountOf(account);
        if (claimed == 0) return;
        uint256 before = token.balanceOf(payee);
        escape.claim(account);
        vm.assertEq(token.balanceOf(payee) - before, expected, "paid");
    }

    function has(string memory spot) external view returns (bool) {
        return vm.keyExistsJson(json, spot);
    }

    /// @dev So much beside the bond and what the state says of withdrawals that nobody claimed.
    function _fill(string memory world, uint256 amount) private {
        uint256 withdrawn = _number(world, ".withdrawn");
        token.mint(address(vault), amount + withdrawn);
    }

    function _number(string memory spot, string memory field) private view returns (uint256) {
        return vm.parseJsonUint(json, string.concat(spot, field));
    }

    function _bytes(string memory spot, string memory field) private view returns (bytes memory) {
        return vm.parseJsonBytes(json, string.concat(spot, field));
    }
}
