// SPDX-License-Identifier: UNLICENSED
pragma solidity ^0.8.28;

import {Header} from "../../src/BatchHeader.sol";
import {Request} from "../../src/RequestQueue.sol";
import {Settlement} from "../../src/Settlement.sol";
import {SettlementErrors} from "../../src/SettlementErrors.sol";
import {EndTest} from "../base/EndTest.sol";

/// @notice A batch that skips a request past its deadline is cancelled by whoever shows it.
contract CancelForRequestTest is EndTest {
    Request private _request;

    function setUp() public override {
        super.setUp();
        _request = _depositRequest(BOB, ALICE, DEPOSIT);
    }

    function test_AnyoneCancelsABatchThatSkipsARequestPastItsDeadline() public {
        Header memory served = _skipping(59);
        Header memory late = _skipping(2);
        _skipping(1);
        vm.expectEmit(address(settlement));
        emit Settlement.BatchesCancelled(late.number, late.newRoot);
        vm.prank(BOB);
        settlement.cancelForRequest(late, _request);
        vm.assertEq(settlement.lastRoot(), served.newRoot, "the batch before stands");
        vm.assertTrue(settlement.latest().frozenAt != 0, "and the venue has ended");
        vm.assertEq(settlement.headerHash(late.number + 1), 0, "none after it stands");
        vm.warp(block.timestamp + WINDOW);
        vault.refund(_request);
        vm.assertEq(token.balanceOf(BOB), DEPOSIT, "the deposit goes back");
    }

    function test_ABatchInsideTheDeadlineStands() public {
        Header memory header = _skipping(60);
        uint64 due = _request.l1Time + 60;
        vm.expectRevert(abi.encodeWithSelector(SettlementErrors.NotOverdue.selector, due));
        settlement.cancelForRequest(header, _request);
    }

    function test_WhatALaterBatchServedIsServed() public {
        Header memory late = _skipping(61);
        Header memory serving = _next();
        _post(serving, DATA);
        vm.expectRevert(abi.encodeWithSelector(SettlementErrors.NotTheOldestRequest.selector, 0, 1));
        settlement.cancelForRequest(late, _request);
    }

    function test_AFinalBatchAndARequestThatIsNotThereCancelNothing() public {
        Header memory late = _skipping(61);
        Request memory other = _request;
        other.l1Time -= 1;
        vm.expectRevert(abi.encodeWithSelector(SettlementErrors.RequestNotInQueue.selector, 0));
        settlement.cancelForRequest(late, other);
        vm.warp(block.timestamp + WINDOW);
        vm.expectRevert(abi.encodeWithSelector(SettlementErrors.BatchIsFinal.selector, late.number));
        settlement.cancelForRequest(late, _request);
    }

    function _skipping(uint256 wait) private returns (Header memory header) {
        vm.warp(block.timestamp + wait);
        header = _next();
        header.queueCursor = 0;
        header.queueHash = 0;
        _post(header, DATA);
    }
}
