// SPDX-License-Identifier: UNLICENSED
pragma solidity ^0.8.28;

import {Header} from "../../src/BatchHeader.sol";
import {Escape, IEndedVenue} from "../../src/Escape.sol";
import {StatePreimage} from "../../src/EscapeState.sol";
import {Equities} from "../../src/libraries/Equities.sol";
import {EscapeTest, Position} from "../base/EscapeTest.sol";

/// @notice The doors of the escape, in their order, each with what it refuses.
contract EscapeDoorsTest is EscapeTest {
    function setUp() public override {
        super.setUp();
        _fund(ALICE, 300_000_000);
        _fund(BOB, 100_000_000);
        _marketAt(BTC, 50);
        _put(ALICE, 300_000_000, Position(BTC, CROSS, 1_000_000, 40_000_000, 0, 0));
        _put(BOB, 100_000_000, Position(BTC, CROSS, -1_000_000, -40_000_000, 0, 0));
        _put(_pool(BTC), 0);
    }

    function test_RefusesAVaultThatNamesAnother() public {
        vm.expectRevert(abi.encodeWithSelector(Escape.VaultOfOtherEscape.selector, address(escape)));
        new Escape(IEndedVenue(address(settlement)));
    }

    function test_OpensOnceAgainstTheLastBatchThatStands() public {
        _endState();
        vm.expectEmit(address(escape));
        emit Escape.Opened(1, last.newRoot, uint64(block.timestamp) + 60);
        escape.open(last, preimage);
        vm.expectRevert(abi.encodeWithSelector(Escape.AlreadyOpen.selector, 1));
        escape.open(last, preimage);
    }

    function test_DoesNotOpenWhileTheVenueRuns() public {
        _postState();
        vm.warp(block.timestamp + WINDOW);
        vm.expectRevert(Escape.VenueNotEnded.selector);
        escape.open(last, preimage);
    }

    function test_DoesNotOpenWhileABatchIsPending() public {
        _postState();
        vm.warp(block.timestamp + 60);
        Header memory pending = _next();
        _post(pending, DATA);
        _freezeByACancellation();
        vm.expectRevert(Escape.VenueNotEnded.selector);
        escape.open(last, preimage);
        vm.warp(block.timestamp + WINDOW);
        vm.expectRevert(abi.encodeWithSelector(Escape.HeaderNotOfLastBatch.selector, 1, 2));
        escape.open(last, preimage);
    }

    function test_StaleRootAfterACancellationIsRefused() public {
        _postState();
        Header memory lie = _next();
        lie.newRoot = keccak256("a lie");
        _post(lie, DATA);
        _cancel(lie);
        vm.warp(block.timestamp + WINDOW);
        vm.expectRevert(abi.encodeWithSelector(Escape.HeaderNotOfLastBatch.selector, 2, 1));
        escape.open(lie, preimage);
        escape.open(last, preimage);
    }

    function test_RefusesAPreimageOfAnotherRootOrVersion() public {
        _endState();
        bytes memory other = bytes.concat(preimage);
        other[300] = 0x77;
        bytes4 selector = StatePreimage.PreimageNotOfRoot.selector;
        vm.expectRevert(abi.encodeWithSelector(selector, keccak256(other), last.newRoot));
        escape.open(last, other);
    }

    function test_RefusesAStateOfAnotherVersion() public {
        bytes memory newer = new bytes(508);
        (newer[0], newer[2]) = (0x10, 0x02);
        Header memory header = _next();
        header.newRoot = keccak256(newer);
        _post(header, DATA);
        vm.warp(block.timestamp + 61);
        settlement.freezeForSilence();
        vm.expectRevert(abi.encodeWithSelector(StatePreimage.PreimageOfOtherVersion.selector, 2));
        escape.open(header, newer);
    }

    function test_AVenueThatEndedBeforeItsGenesisHasNothingToOpen() public {
        _redeploy(_watchers(), 2);
        vm.warp(block.timestamp + 61);
        settlement.freezeForSilence();
        vm.expectRevert(Escape.NothingToOpen.selector);
        escape.open(last, preimage);
    }

    function test_NothingIsDoneBeforeItIsOpen() public {
        _endState();
        vm.expectRevert(Escape.NotOpen.selector);
        escape.resolveMarket(BTC, "", "", "", "");
        vm.expectRevert(Escape.NotOpen.selector);
        escape.prove(ALICE, "", "");
        vm.expectRevert(Escape.NotOpen.selector);
        escape.fix();
        vm.expectRevert(Escape.NotFixed.selector);
        escape.claim(ALICE);
    }

    function test_ResolvesEachMarketOnceAndOnlyAsItStandsInTheRoot() public {
        _openState();
        vm.expectRevert(abi.encodeWithSelector(Escape.MarketNotProved.selector, ETH));
        escape.resolveMarket(ETH, marketLeaves[BTC], _marketProof(BTC), rings[BTC], _ringProof(BTC));
        vm.expectRevert(abi.encodeWithSelector(Escape.RingNotProved.selector, BTC));
        escape.resolveMarket(BTC, marketLeaves[BTC], _marketProof(BTC), _ring(51), _ringProof(BTC));
        bytes memory publisher = abi.encodePacked(BTC, uint8(0), keccak256(abi.encode("publisher", BTC)));
        bytes memory neighbour = bytes.concat(publisher, _ringProof(BTC));
        vm.expectRevert(abi.encodeWithSelector(Escape.RingNotProved.selector, BTC));
        escape.resolveMarket(BTC, marketLeaves[BTC], _marketProof(BTC), "", neighbour);
        _resolve(BTC);
        (bool isResolved, uint32 price, int128 index) = escape.marketOf(BTC);
        vm.assertTrue(isResolved && price == 50 && index == 0, "resolved");
        vm.expectRevert(abi.encodeWithSelector(Escape.MarketAlreadyResolved.selector, BTC));
        this.resolve(BTC);
    }

    function test_ProvesEachAccountOnceAndOnlyAsItStandsInTheRoot() public {
        _openState();
        vm.expectRevert(abi.encodeWithSelector(Equities.MarketNotResolved.selector, BTC));
        this.prove(ALICE);
        _resolve(BTC);
        vm.expectRevert(abi.encodeWithSelector(Escape.AccountNotProved.selector, CAROL));
        escape.prove(CAROL, leaves[ALICE], _proof(ALICE));
        bytes memory richer = bytes.concat(leaves[ALICE]);
        richer[46] = 0x01;
        vm.expectRevert(abi.encodeWithSelector(Escape.AccountNotProved.selector, ALICE));
        escape.prove(ALICE, richer, _proof(ALICE));
        vm.expectRevert(abi.encodeWithSelector(Escape.AccountNotProved.selector, ALICE));
        escape.prove(ALICE, leaves[ALICE], bytes.concat(_proof(ALICE), hex"00"));
        vm.expectEmit(address(escape));
        emit Escape.Proved(ALICE, ALICE, 310_000_000, 0, 1, false);
        _prove(ALICE);
        vm.expectRevert(abi.encodeWithSelector(Escape.AccountAlreadyProved.selector, ALICE));
        this.prove(ALICE);
        vm.assertEq(token.balanceOf(ALICE), 0, "nothing is paid yet");
    }

    function test_FixesWhenAllIsProvedOrTheClaimPhaseIsOverAndOnlyOnce() public {
        _openState();
        _resolve(BTC);
        _prove(ALICE);
        uint64 until = uint64(block.timestamp) + 60;
        vm.expectRevert(abi.encodeWithSelector(Escape.ClaimPhaseRuns.selector, until, 1, 3));
        escape.fix();
        _prove(BOB);
        _prove(_pool(BTC));
        escape.fix();
        vm.expectRevert(Escape.AlreadyFixed.selector);
        escape.fix();
    }

    function test_ClaimsOnceAnAccountAfterTheShareIsFixed() public {
        _openState();
        _resolve(BTC);
        _prove(ALICE);
        vm.expectRevert(Escape.NotFixed.selector);
        escape.claim(ALICE);
        _prove(BOB);
        _fixAfterTheClaimPhase();
        vm.expectEmit(address(escape));
        emit Escape.Paid(ALICE, ALICE, 310_000_000);
        vm.prank(BOB);
        escape.claim(ALICE);
        vm.assertEq(token.balanceOf(ALICE), 310_000_000, "in full");
        vm.expectRevert(abi.encodeWithSelector(Escape.AlreadyPaid.selector, ALICE));
        escape.claim(ALICE);
        vm.expectRevert(abi.encodeWithSelector(Escape.NothingToClaim.selector, CAROL));
        escape.claim(CAROL);
        vm.expectRevert(abi.encodeWithSelector(Escape.NothingToCollect.selector, CAROL));
        escape.collect(CAROL);
    }

    function resolve(uint32 market) external {
        _resolve(market);
    }

    function prove(address account) external {
        _prove(account);
    }

    /// @dev Of a batch behind the pending one, which stays.
    function _freezeByACancellation() private {
        vm.warp(block.timestamp + 1);
        Header memory lie = _next();
        lie.newRoot = keccak256("a lie");
        _post(lie, DATA);
        _cancel(lie);
    }
}
