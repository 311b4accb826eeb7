// SPDX-License-Identifier: UNLICENSED
pragma solidity ^0.8.28;

import {Operators} from "../../src/Operators.sol";
import {SettlementErrors} from "../../src/SettlementErrors.sol";
import {Header} from "../../src/BatchHeader.sol";
import {Settlement} from "../../src/Settlement.sol";
import {Proofs} from "../base/Proofs.sol";
import {VenueTest} from "../base/VenueTest.sol";

contract SettlementPostTest is VenueTest {
    Header private _good;

    function setUp() public override {
        super.setUp();
        _postGenesis();
        _deposit(ALICE, BOB, DEPOSIT);
        _post(_next(), DATA);
        _deposit(ALICE, BOB, DEPOSIT);
        _good = _next();
    }

    function test_AcceptsTheNextBatchAndEmitsItsHeader() public {
        Header memory header = _good;
        bytes32 hash = new Proofs().header(header);
        vm.expectEmit(address(settlement));
        emit Settlement.BatchPosted(2, hash, header);
        vm.expectEmit(address(settlement));
        emit Settlement.ChunkPosted(2, 0);
        vm.expectEmit(address(settlement));
        emit Settlement.BatchCompleted(2, uint64(block.timestamp));
        _post(header, DATA);
        vm.assertEq(settlement.batchCount(), 3, "three batches");
        vm.assertEq(settlement.lastRoot(), header.newRoot, "root");
        vm.assertEq(settlement.headerHash(2), hash, "hash");
    }

    function test_ABatchIsFinalWhenItsWindowHasPassedAndNotBefore() public {
        _post(_good, DATA);
        uint256 posted = block.timestamp;
        vm.warp(posted + WINDOW - 1);
        vm.assertTrue(!settlement.isFinal(2), "inside the window");
        vm.warp(posted + WINDOW);
        vm.assertTrue(settlement.isFinal(2), "at its end");
        vm.assertTrue(!settlement.isFinal(3), "the next does not exist");
    }

    function test_RefusesAStranger() public {
        vm.prank(ALICE, ALICE);
        vm.expectRevert(abi.encodeWithSelector(Operators.NotOperator.selector, ALICE));
        settlement.post(_good, 1, DATA);
    }

    function test_RefusesAPostFromInsideAnotherCall() public {
        vm.prank(OPERATOR, ALICE);
        vm.expectRevert(SettlementErrors.NotPostedDirectly.selector);
        settlement.post(_good, 1, DATA);
    }

    function test_RefusesAnOperatorWithCode() public {
        vm.etch(OPERATOR, hex"00");
        _refused(_good, abi.encodeWithSelector(SettlementErrors.NotPostedDirectly.selector));
    }

    function test_RefusesANumberThatIsNotNext() public {
        _good.number = 3;
        _refused(_good, abi.encodeWithSelector(SettlementErrors.WrongNumber.selector, 3, 2));
        _good.number = 1;
        _refused(_good, abi.encodeWithSelector(SettlementErrors.WrongNumber.selector, 1, 2));
    }

    function test_RefusesAnotherPreviousRoot() public {
        bytes32 given = keccak256("other");
        _good.prevRoot = given;
        bytes32 expected = settlement.lastRoot();
        _refused(_good, abi.encodeWithSelector(SettlementErrors.WrongPrevRoot.selector, given, expected));
    }

    function test_RefusesAGapOrAnOverlapOfSequence() public {
        _good.firstSeq = 12;
        _refused(_good, abi.encodeWithSelector(SettlementErrors.WrongFirstSeq.selector, 12, 11));
        _good.firstSeq = 10;
        _refused(_good, abi.encodeWithSelector(SettlementErrors.WrongFirstSeq.selector, 10, 11));
    }

    function test_RefusesABatchWithoutEntries() public {
        _good.lastSeq = 10;
        _refused(_good, abi.encodeWithSelector(SettlementErrors.LastSeqBeforeFirst.selector, 10, 11));
    }

    function test_RefusesACursorThatFalls() public {
        _good.queueCursor = 0;
        _good.queueHash = 0;
        _refused(_good, abi.encodeWithSelector(SettlementErrors.CursorFell.selector, 0, 1));
    }

    function test_RefusesACursorPastTheQueue() public {
        _good.queueCursor = 3;
        _refused(_good, abi.encodeWithSelector(SettlementErrors.CursorPastQueue.selector, 3, 2));
    }

    function test_RefusesAQueueHashThatIsNotTheVaults() public {
        bytes32 given = vault.prefixAt(1);
        _good.queueHash = given;
        bytes32 expected = vault.prefixAt(2);
        _refused(_good, abi.encodeWithSelector(SettlementErrors.WrongQueueHash.selector, given, expected));
    }

    function test_ABatchMayLeaveRequestsForTheNext() public {
        _good.queueCursor = 1;
        _good.queueHash = vault.prefixAt(1);
        _post(_good, DATA);
    }

    function test_RefusesATimeThatFalls() public {
        uint64 before = _good.time;
        _good.time = before - 1;
        _refused(_good, abi.encodeWithSelector(SettlementErrors.TimeFell.selector, before - 1, before));
    }

    function test_RefusesATimeTooFarAhead() public {
        uint64 most = uint64(block.timestamp) * 1000 + 15_000;
        _good.time = most + 1;
        _refused(_good, abi.encodeWithSelector(SettlementErrors.TimeAhead.selector, most + 1, most));
        _good.time = most;
        _post(_good, DATA);
    }

    function test_RefusesACeilingThatFalls() public {
        _good.seqCeiling = 999;
        _refused(_good, abi.encodeWithSelector(SettlementErrors.CeilingFell.selector, 999, 1000));
    }

    function test_RefusesACeilingBelowTheLastEntry() public {
        _good.lastSeq = 5000;
        _good.seqCeiling = 4999;
        _refused(_good, abi.encodeWithSelector(SettlementErrors.CeilingBelowLastSeq.selector, 4999, 5000));
    }

    function test_RefusesOtherRules() public {
        bytes32 given = keccak256("other rules");
        _good.rulesHash = given;
        _refused(_good, abi.encodeWithSelector(SettlementErrors.WrongRules.selector, given, RULES));
    }

    function _refused(Header memory header, bytes memory refusal) private {
        vm.prank(OPERATOR, OPERATOR);
        vm.expectRevert(refusal);
        settlement.post(header, 1, DATA);
    }
}
