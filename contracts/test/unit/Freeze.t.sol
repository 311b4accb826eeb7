// SPDX-License-Identifier: UNLICENSED
pragma solidity ^0.8.28;

import {SettlementErrors} from "../../src/SettlementErrors.sol";
import {Header} from "../../src/BatchHeader.sol";
import {Request} from "../../src/RequestQueue.sol";
import {Settlement} from "../../src/Settlement.sol";
import {End} from "../../src/VenueEnd.sol";
import {EndTest} from "../base/EndTest.sol";

contract FreezeTest is EndTest {
    function test_AnyoneFreezesAfterSilence() public {
        uint64 until = uint64(block.timestamp) + 60;
        vm.warp(until + 1);
        vm.expectEmit(address(settlement));
        emit Settlement.Frozen(until + 1);
        vm.prank(BOB);
        settlement.freezeForSilence();
        vm.assertEq(settlement.latest().frozenAt, until + 1, "frozen");
    }

    function test_NobodyFreezesBeforeTheSilenceIsOver() public {
        uint64 until = uint64(block.timestamp) + 60;
        vm.warp(until);
        vm.expectRevert(abi.encodeWithSelector(SettlementErrors.NotSilent.selector, until));
        settlement.freezeForSilence();
    }

    function test_ABatchBreaksTheSilence() public {
        vm.warp(block.timestamp + 50);
        _post(_next(), DATA);
        vm.warp(block.timestamp + 60);
        bytes4 selector = SettlementErrors.NotSilent.selector;
        vm.expectRevert(abi.encodeWithSelector(selector, uint64(block.timestamp)));
        settlement.freezeForSilence();
    }

    function test_ABatchThatIsNotCompleteBreaksNoSilence() public {
        vm.warp(block.timestamp + 50);
        Header memory header = _next();
        header.dataHash = _fold(_fold(keccak256(abi.encode(uint256(2))), DATA), DATA);
        vm.prank(OPERATOR, OPERATOR);
        settlement.post(header, 2, DATA);
        vm.warp(block.timestamp + 11);
        settlement.freezeForSilence();
        vm.assertEq(settlement.end().batches, 1, "genesis alone stands");
        bytes memory frozen = abi.encodeWithSelector(SettlementErrors.VenueFrozen.selector, block.timestamp);
        vm.expectRevert(frozen);
        vm.prank(OPERATOR, OPERATOR);
        settlement.postChunk(header, 1, DATA);
    }

    function test_AVenueThatNeverPostedIsFrozenToo() public {
        _redeploy(_watchers(), 2);
        vm.warp(block.timestamp + 61);
        settlement.freezeForSilence();
        End memory end = settlement.end();
        vm.assertTrue(end.batches == 0 && end.queueCursor == 0 && end.isSettled, "ended with nothing");
    }

    function test_AnyoneFreezesForARequestPastItsDeadline() public {
        Request memory request = _depositRequest(ALICE, ALICE, DEPOSIT);
        vm.warp(request.l1Time + 61);
        _keepPosting(0);
        vm.prank(BOB);
        settlement.freezeForRequest(request);
        vm.assertEq(settlement.latest().frozenAt, block.timestamp, "frozen");
    }

    function test_NobodyFreezesForARequestBeforeItsDeadline() public {
        Request memory request = _depositRequest(ALICE, ALICE, DEPOSIT);
        vm.warp(request.l1Time + 60);
        vm.expectRevert(abi.encodeWithSelector(SettlementErrors.NotOverdue.selector, block.timestamp));
        settlement.freezeForRequest(request);
    }

    function test_NobodyFreezesWithAnEmptyQueueAndFreshBatches() public {
        Request memory request = _depositRequest(ALICE, ALICE, DEPOSIT);
        _post(_next(), DATA);
        vm.warp(request.l1Time + 61);
        _post(_next(), DATA);
        vm.expectRevert(abi.encodeWithSelector(SettlementErrors.NotTheOldestRequest.selector, 0, 1));
        settlement.freezeForRequest(request);
        request.index = 1;
        vm.expectRevert(abi.encodeWithSelector(SettlementErrors.RequestNotInQueue.selector, 1));
        settlement.freezeForRequest(request);
    }

    function test_OnlyTheOldestRequestCountsAndOnlyAsItWasEntered() public {
        Request memory first = _depositRequest(ALICE, ALICE, DEPOSIT);
        Request memory second = _depositRequest(BOB, BOB, DEPOSIT);
        vm.warp(first.l1Time + 61);
        vm.expectRevert(abi.encodeWithSelector(SettlementErrors.NotTheOldestRequest.selector, 1, 0));
        settlement.freezeForRequest(second);
        bytes memory wrong = abi.encodeWithSelector(SettlementErrors.RequestNotInQueue.selector, 0);
        first.l1Time -= 1;
        vm.expectRevert(wrong);
        settlement.freezeForRequest(first);
        first.l1Time += 1;
        first.payload = abi.encodePacked(DEPOSIT + 1);
        vm.expectRevert(wrong);
        settlement.freezeForRequest(first);
    }

    function test_NothingIsPostedAfterAFreezeAndItComesOnce() public {
        vm.warp(block.timestamp + 61);
        settlement.freezeForSilence();
        bytes memory frozen = abi.encodeWithSelector(SettlementErrors.VenueFrozen.selector, block.timestamp);
        Header memory header = _next();
        vm.expectRevert(frozen);
        _post(header, DATA);
        vm.expectRevert(frozen);
        settlement.freezeForSilence();
    }

    function test_WhatWasPostedBeforeAFreezeBecomesFinal() public {
        Request memory request = _depositRequest(ALICE, ALICE, DEPOSIT);
        vm.warp(request.l1Time + 61);
        _keepPosting(0);
        settlement.freezeForRequest(request);
        End memory end = settlement.end();
        vm.assertTrue(end.batches == 2 && end.queueCursor == 0 && !end.isSettled, "one is pending");
        vm.warp(block.timestamp + WINDOW);
        vm.assertTrue(settlement.isFinal(1) && settlement.end().isSettled, "final, and the end");
    }

    /// @dev A batch that consumes the queue only up to the cursor.
    function _keepPosting(uint64 cursor) private {
        Header memory header = _next();
        header.queueCursor = cursor;
        header.queueHash = vault.prefixAt(cursor);
        _post(header, DATA);
    }
}
