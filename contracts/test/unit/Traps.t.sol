// SPDX-License-Identifier: UNLICENSED
pragma solidity ^0.8.28;

import {Header} from "../../src/BatchHeader.sol";
import {Escape} from "../../src/Escape.sol";
import {OwnerRequests} from "../../src/OwnerRequests.sol";
import {Request} from "../../src/RequestQueue.sol";
import {SettlementErrors} from "../../src/SettlementErrors.sol";
import {Vault} from "../../src/Vault.sol";
import {EscapeTest, MarketModel, Position} from "../base/EscapeTest.sol";
import {Withdrawal} from "../base/VenueTest.sol";

/// @notice The traps that audits and incidents of other venues have shown, each by its name. Where more tests
/// look at one, contracts/README.md names them.
contract TrapsTest is EscapeTest {
    uint64 private constant PRICE = 1_000_000;

    function test_Trap_FreezeWithAnEmptyQueue() public {
        Request memory none;
        vm.expectRevert(abi.encodeWithSelector(SettlementErrors.RequestNotInQueue.selector, 0));
        settlement.freezeForRequest(none);
        vm.warp(block.timestamp + 50);
        _post(_next(), DATA);
        vm.warp(block.timestamp + 50);
        vm.expectRevert(abi.encodeWithSelector(SettlementErrors.NotSilent.selector, block.timestamp + 10));
        settlement.freezeForSilence();
    }

    function test_Trap_StaleRootAfterACancellation() public {
        _fund(ALICE, 300_000_000);
        _put(ALICE, 300_000_000);
        _postState();
        Header memory lie = _next();
        lie.newRoot = keccak256("a lie");
        _post(lie, DATA);
        _cancel(lie);
        vm.assertEq(settlement.lastRoot(), last.newRoot, "the root before the lie");
        vm.warp(block.timestamp + WINDOW);
        vm.expectRevert(abi.encodeWithSelector(Escape.HeaderNotOfLastBatch.selector, 2, 1));
        escape.open(lie, preimage);
        escape.open(last, preimage);
    }

    function test_Trap_DepositNeitherCreditedNorRefundedOrBoth() public {
        Request memory consumed = _depositRequest(BOB, ALICE, DEPOSIT);
        deposits = DEPOSIT;
        _put(ALICE, int64(DEPOSIT));
        _postState();
        Request memory ignored = _depositRequest(BOB, ALICE, DEPOSIT);
        vm.warp(block.timestamp + 61);
        settlement.freezeForSilence();
        vm.expectRevert(abi.encodeWithSelector(Vault.RequestConsumed.selector, 0, 1));
        vault.refund(consumed);
        vault.refund(ignored);
        vm.expectRevert(abi.encodeWithSelector(Vault.AlreadyRefunded.selector, 1));
        vault.refund(ignored);
        escape.open(last, preimage);
        _prove(ALICE);
        escape.fix();
        escape.claim(ALICE);
        vm.assertEq(token.balanceOf(ALICE), DEPOSIT, "the one is credited");
        vm.assertEq(token.balanceOf(BOB), DEPOSIT, "the other went back");
        vm.assertEq(token.balanceOf(address(vault)), BOND, "and nothing was both");
    }

    function test_Trap_ExitReplayAcrossWaysOut() public {
        _fund(ALICE, 300_000_000);
        Withdrawal memory w = Withdrawal(0, ALICE, 20_000_000);
        withdrawn = 20_000_000;
        Header memory header = _settleOne(w);
        _put(ALICE, 280_000_000);
        _openState();
        _prove(ALICE);
        escape.fix();
        _claimOne(header, w);
        escape.claim(ALICE);
        vm.expectRevert(abi.encodeWithSelector(Vault.AlreadyPaid.selector, 0));
        _claimOne(header, w);
        vm.expectRevert(abi.encodeWithSelector(Escape.AlreadyPaid.selector, ALICE));
        escape.claim(ALICE);
        vm.expectRevert(abi.encodeWithSelector(Escape.AccountAlreadyProved.selector, ALICE));
        this.prove(ALICE);
        vm.assertEq(token.balanceOf(ALICE), 300_000_000, "each way once, and together no more than hers");
    }

    function test_Trap_NegativeEquityCastToUnsigned() public {
        _fund(ALICE, 300_000_000);
        _marketAt(BTC, 50);
        _put(ALICE, -1);
        _put(BOB, type(int64).min, Position(BTC, CROSS, type(int64).min, type(int64).max, -1, 0));
        _openState();
        _resolve(BTC);
        _prove(ALICE);
        _prove(BOB);
        vm.assertEq(_claimOf(ALICE) + _claimOf(BOB), 0, "nobody has a claim");
        vm.assertEq(_debtOf(ALICE), 1, "a debt of one");
        escape.fix();
        vm.expectRevert(abi.encodeWithSelector(Escape.NothingToClaim.selector, BOB));
        escape.claim(BOB);
    }

    function test_Trap_PriceZeroOrMarketMissingAtEscape() public {
        _fund(ALICE, 300_000_000);
        _market(MarketModel(BTC, false, 0, 0, 0, 0, ""));
        _put(ALICE, 100_000_000, Position(BTC, CROSS, 10, -200_000_000, 0, 0));
        _put(BOB, 200_000_000, Position(BTC, CROSS, -10, 200_000_000, 0, 0));
        _openState();
        vm.expectRevert(abi.encodeWithSelector(bytes4(keccak256("MarketNotResolved(uint32)")), BTC));
        this.prove(ALICE);
        _resolve(BTC);
        _prove(ALICE);
        _prove(BOB);
        escape.fix();
        escape.claim(ALICE);
        vm.assertEq(token.balanceOf(ALICE), 300_000_000, "at zero, and nobody is kept in");
    }

    function test_Trap_RoundingThatFavoursTheCaller() public {
        _fund(ALICE, 100_000_000);
        _put(ALICE, 50_000_001);
        _put(BOB, 50_000_001);
        _put(CAROL, 50_000_001);
        _openState();
        _prove(ALICE);
        _prove(BOB);
        _prove(CAROL);
        escape.fix();
        escape.claim(ALICE);
        escape.claim(BOB);
        escape.claim(CAROL);
        vm.assertEq(token.balanceOf(CAROL), 33_333_333, "rounded down");
        vm.assertEq(token.balanceOf(address(vault)), BOND + 1, "the dust stays");
    }

    function test_Trap_SessionKeyThatStartsAnExit() public {
        address key = address(0x5E55);
        _give(key, PRICE);
        vm.expectRevert(abi.encodeWithSelector(OwnerRequests.NotAccountOwner.selector, ALICE, key));
        vm.prank(key);
        vault.requestWithdrawal(ALICE, 0, 0);
    }

    function test_Trap_OperatorSelfDealingInTheLastBatch() public {
        // Every price of the last batch is invented, but for the fourteen that the oracle had before.
        bytes memory ring = hex"170000000f";
        for (uint32 i = 0; i < 14; ++i) ring = bytes.concat(ring, abi.encodePacked(uint32(50)));
        ring = bytes.concat(ring, abi.encodePacked(uint32(4_000_000)));
        _market(MarketModel(BTC, false, 4_000_000, 4_000_000, 4_000_000, 0, ring));
        _put(OPERATOR, 0, Position(BTC, CROSS, 1_000_000, 50_000_000, 0, 0));
        _openState();
        _resolve(BTC);
        _prove(OPERATOR);
        vm.assertEq(_claimOf(OPERATOR), 0, "the median has not moved");
    }

    function test_Trap_GarbageInTheQueueStallingIt() public {
        vm.prank(OPERATOR);
        vault.changeParameter(new bytes(1_024));
        _give(ALICE, PRICE);
        vm.prank(ALICE);
        vault.requestClose(ALICE, 0, type(uint32).max, type(uint64).max);
        Request memory behind = _depositRequest(BOB, ALICE, DEPOSIT);
        _post(_next(), DATA);
        vm.assertEq(settlement.latest().queueCursor, 3, "consumed, whatever it says");
        vm.warp(block.timestamp + 61);
        vm.expectRevert(abi.encodeWithSelector(SettlementErrors.NotTheOldestRequest.selector, 2, 3));
        settlement.freezeForRequest(behind);
    }

    function test_Trap_FloodThatForcesAFreeze() public {
        for (uint256 i = 0; i < 8; ++i) _cancelAll();
        _give(ALICE, PRICE);
        vm.expectRevert(abi.encodeWithSelector(OwnerRequests.TooManyOpenRequests.selector, ALICE, 0));
        vm.prank(ALICE);
        vault.requestCancelAll(ALICE, 0);
        vm.assertEq(token.balanceOf(address(vault)), BOND + 8 * PRICE, "each is paid for");
        _post(_next(), DATA);
        vm.assertEq(settlement.latest().queueCursor, 8, "and one batch takes them all");
    }

    function test_Trap_L1ReorgBelowFinality() public {
        Header memory fell = _next();
        uint256 before = vm.snapshotState();
        _post(fell, DATA);
        bytes[] memory refusals = _refusals(fell, TRUE_ROOT, 3);
        vm.revertToState(before);
        Header memory honest = _next();
        honest.newRoot = keccak256("another under the same number");
        _post(honest, DATA);
        vm.expectRevert(abi.encodeWithSelector(SettlementErrors.BatchNotStanding.selector, 1));
        settlement.cancel(fell, TRUE_ROOT, refusals);
        vm.warp(block.timestamp + WINDOW);
        vm.expectRevert(abi.encodeWithSelector(Vault.HeaderNotOfBatch.selector, 1));
        _claimOne(fell, Withdrawal(0, ALICE, 1));
    }

    function test_Trap_ChainIdAndVaultNotBoundInASignature() public {
        Header memory header = _next();
        _post(header, DATA);
        bytes[] memory refusals = _refusals(header, TRUE_ROOT, 3);
        vm.chainId(block.chainid + 1);
        vm.expectRevert();
        settlement.cancel(header, TRUE_ROOT, refusals);
        vm.chainId(block.chainid - 1);
        _redeploy(_watchers(), 2);
        _postGenesis();
        _post(header, DATA);
        vm.expectRevert();
        settlement.cancel(header, TRUE_ROOT, refusals);
    }

    function test_Trap_TruncatedOrReorderedChunks() public {
        Header memory header = _next();
        bytes32 folded = _fold(_fold(keccak256(abi.encode(uint256(2))), "one"), "two");
        header.dataHash = folded;
        vm.prank(OPERATOR, OPERATOR);
        settlement.post(header, 2, "one");
        bytes32 truncated = _fold(_fold(keccak256(abi.encode(uint256(2))), "one"), "tw");
        vm.expectRevert(abi.encodeWithSelector(SettlementErrors.WrongDataHash.selector, folded, truncated));
        vm.prank(OPERATOR, OPERATOR);
        settlement.postChunk(header, 1, "tw");
        vm.warp(block.timestamp + 10 * WINDOW);
        vm.assertTrue(!settlement.isFinal(1), "incomplete is never final");
        vm.expectRevert(abi.encodeWithSelector(SettlementErrors.WrongChunkIndex.selector, 0, 1));
        vm.prank(OPERATOR, OPERATOR);
        settlement.postChunk(header, 0, "two");
    }

    function test_Trap_WithdrawalInTwoBatches() public {
        _deposit(ALICE, ALICE, 4 * DEPOSIT);
        Withdrawal memory w = Withdrawal(0, ALICE, 40_000_000);
        Header memory one = _settleOne(w);
        Header memory other = _settleOne(w);
        _claimOne(other, w);
        vm.expectRevert(abi.encodeWithSelector(Vault.AlreadyPaid.selector, 0));
        _claimOne(one, w);
    }

    function test_Trap_HiddenNegativeAccounts() public {
        _fund(ALICE, 100_000_000);
        _put(ALICE, 150_000_000);
        _put(BOB, -50_000_000);
        _openState();
        _prove(ALICE);
        _fixAfterTheClaimPhase();
        escape.claim(ALICE);
        vm.assertEq(token.balanceOf(ALICE), 100_000_000, "hidden or shown, the share is the same");
    }

    function test_Trap_StrangerWhoClosesYourPosition() public {
        _give(BOB, PRICE);
        vm.expectRevert(abi.encodeWithSelector(OwnerRequests.NotAccountOwner.selector, ALICE, BOB));
        vm.prank(BOB);
        vault.requestClose(ALICE, 0, BTC, 0);
    }

    function prove(address account) external {
        _prove(account);
    }

    function _cancelAll() private {
        _give(ALICE, PRICE);
        vm.prank(ALICE);
        vault.requestCancelAll(ALICE, 0);
    }
}
