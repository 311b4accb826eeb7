// SPDX-License-Identifier: UNLICENSED
pragma solidity ^0.8.28;

import {Header} from "../../src/BatchHeader.sol";
import {ReceiptBond} from "../../src/ReceiptBond.sol";
import {Receipt} from "../../src/libraries/Receipts.sol";
import {ReceiptTest} from "../base/ReceiptTest.sol";

contract ReceiptChallengeTest is ReceiptTest {
    function test_AnEntryThatIsNeverPostedTakesTheBond() public {
        Receipt memory receipt = _receipt(5);
        _pass(DEADLINE + 1);
        _challenge(receipt);
        _pass(ANSWER + 1);
        receiptBond.conclude(5);
        vm.assertEq(receiptBond.bondHeld(), 0, "the bond is gone");
        vm.assertEq(receiptBond.credit(BOB), SEQUENCER_BOND / 10 + CHALLENGE_BOND, "share and own money");
        vm.assertEq(receiptBond.openChallenges(), 0, "closed");
        _assertBooksBalance();
    }

    function test_AnAnsweredChallengePaysTheOperator() public {
        Receipt memory receipt = _receipt(5);
        Header memory header = _postInputs();
        _pass(DEADLINE + 1);
        _challenge(receipt);
        _pass(ANSWER);
        vm.expectEmit(address(receiptBond));
        emit ReceiptBond.Answered(5, 1);
        vm.prank(CAROL);
        receiptBond.answer(5, header, _inclusion(header, 5));
        vm.assertEq(receiptBond.credit(OPERATOR), CHALLENGE_BOND, "for its trouble");
        vm.assertEq(receiptBond.bondHeld(), SEQUENCER_BOND, "the bond stays");
        _assertBooksBalance();
    }

    function test_AnAnsweredChallengeIsNeitherAnsweredNorConcludedAgain() public {
        (Receipt memory receipt, Header memory header) = _answered();
        bytes32[] memory siblings = _inclusion(header, 5);
        vm.expectRevert(abi.encodeWithSelector(ReceiptBond.NoOpenChallenge.selector, 5));
        receiptBond.answer(5, header, siblings);
        _pass(ANSWER + 1);
        vm.expectRevert(abi.encodeWithSelector(ReceiptBond.NoOpenChallenge.selector, 5));
        receiptBond.conclude(5);
        vm.expectRevert(abi.encodeWithSelector(ReceiptBond.AlreadyAnswered.selector, 5, 1));
        receiptBond.challenge(receipt);
    }

    /// @dev The answer rests on its batch: when that is cancelled, or falls to a reorg, the question is open.
    function test_AnAnswerFallsWithItsBatch() public {
        (Receipt memory receipt,) = _answered();
        vm.mockCall(address(settlement), abi.encodeCall(settlement.headerHash, (1)), abi.encode(bytes32(0)));
        _challenge(receipt);
        vm.assertEq(receiptBond.openChallenges(), 1, "open again");
    }

    /// @dev Two receipts of one leaf with two deadlines: an answer in time for one may be late for the other.
    function test_AnAnswerCountsForTheDeadlinesThatItMet() public {
        Receipt memory early = _receipt(5);
        _pass(DEADLINE + 1);
        Receipt memory late = _receipt(5);
        Header memory header = _postInputs();
        _pass(DEADLINE + 1);
        _challenge(late);
        receiptBond.answer(5, header, _inclusion(header, 5));
        _challenge(early);
        bytes32[] memory siblings = _inclusion(header, 5);
        uint64 postedIn = settlement.completedBlock(1);
        bytes4 tooLate = ReceiptBond.PostedTooLate.selector;
        vm.expectRevert(abi.encodeWithSelector(tooLate, postedIn, early.batch.deadline));
        receiptBond.answer(5, header, siblings);
    }

    function test_NoChallengeBeforeTheDeadlineHasPassed() public {
        Receipt memory receipt = _receipt(5);
        _pass(DEADLINE);
        bytes4 notPassed = ReceiptBond.DeadlineNotPassed.selector;
        vm.expectRevert(abi.encodeWithSelector(notPassed, receipt.batch.deadline));
        receiptBond.challenge(receipt);
        _pass(1);
        _challenge(receipt);
    }

    function test_ABatchOfTheDeadlinesLastBlockIsInTime() public {
        Receipt memory receipt = _receipt(5);
        _pass(DEADLINE);
        Header memory header = _postInputs();
        _pass(1);
        _challenge(receipt);
        receiptBond.answer(5, header, _inclusion(header, 5));
        vm.assertEq(receiptBond.openChallenges(), 0, "answered");
    }

    function test_NoAnswerAfterItsTime() public {
        Receipt memory receipt = _receipt(5);
        Header memory header = _postInputs();
        _pass(DEADLINE + 1);
        _challenge(receipt);
        uint256 answerBy = block.number + ANSWER;
        bytes32[] memory siblings = _inclusion(header, 5);
        _pass(ANSWER + 1);
        vm.expectRevert(abi.encodeWithSelector(ReceiptBond.TooLate.selector, answerBy));
        receiptBond.answer(5, header, siblings);
    }

    function test_NoConclusionBeforeTheAnswersTime() public {
        Receipt memory receipt = _receipt(5);
        _pass(DEADLINE + 1);
        _challenge(receipt);
        uint256 first = block.number + ANSWER + 1;
        _pass(ANSWER);
        vm.expectRevert(abi.encodeWithSelector(ReceiptBond.TooEarly.selector, first));
        receiptBond.conclude(5);
    }

    function test_AnotherLeafOrPlaceIsNoAnswer() public {
        Receipt memory receipt = _receipt(5);
        Header memory header = _postInputs(5, 1);
        _pass(DEADLINE + 1);
        _challenge(receipt);
        bytes32[] memory siblings = _inclusion(header, 5, 5, 1);
        vm.expectRevert(abi.encodeWithSelector(ReceiptBond.LeafNotInBatch.selector, 5, 1));
        receiptBond.answer(5, header, siblings);
    }

    function test_ABatchThatDoesNotStandIsNoAnswer() public {
        Receipt memory receipt = _receipt(5);
        Header memory header = _postInputs();
        _pass(DEADLINE + 1);
        _challenge(receipt);
        bytes32[] memory siblings = _inclusion(header, 5);
        vm.mockCall(address(settlement), abi.encodeCall(settlement.headerHash, (1)), abi.encode(bytes32(0)));
        vm.expectRevert(abi.encodeWithSelector(ReceiptBond.BatchNotPosted.selector, 1));
        receiptBond.answer(5, header, siblings);
    }

    function test_OneChallengeASeqAtATime() public {
        Receipt memory receipt = _receipt(5);
        _pass(DEADLINE + 1);
        _challenge(receipt);
        vm.expectRevert(abi.encodeWithSelector(ReceiptBond.ChallengeIsOpen.selector, 5));
        receiptBond.challenge(receipt);
    }

    function test_WhatIsSlashedIsNotChallenged() public {
        Receipt memory receipt = _receipt(5);
        receiptBond.slashTwoLeaves(receipt, _receipt(5, 1, 1));
        _pass(DEADLINE + 1);
        vm.expectRevert(abi.encodeWithSelector(ReceiptBond.AlreadySlashed.selector, 5));
        receiptBond.challenge(receipt);
    }

    function test_AChallengerWhomAnotherProofOvertookHasTheOwnMoneyBack() public {
        Receipt memory receipt = _receipt(5);
        _pass(DEADLINE + 1);
        _challenge(receipt);
        Receipt memory other = _receipt(5, 1, 1);
        vm.prank(ALICE);
        receiptBond.slashTwoLeaves(receipt, other);
        _pass(ANSWER + 1);
        receiptBond.conclude(5);
        vm.assertEq(receiptBond.credit(BOB), CHALLENGE_BOND, "Bob's own");
        vm.assertEq(receiptBond.credit(ALICE), SEQUENCER_BOND / 10, "Alice's share");
        _assertBooksBalance();
    }

    function test_AForgedReceiptOpensNoChallenge() public {
        Receipt memory receipt = _receipt(5);
        _sign(receipt, KEY + 1);
        _pass(DEADLINE + 1);
        bytes4 unsigned = ReceiptBond.NotSignedBySequencer.selector;
        vm.expectRevert(abi.encodeWithSelector(unsigned, vm.addr(KEY + 1)));
        receiptBond.challenge(receipt);
    }

    function _answered() private returns (Receipt memory receipt, Header memory header) {
        receipt = _receipt(5);
        header = _postInputs();
        _pass(DEADLINE + 1);
        _challenge(receipt);
        receiptBond.answer(5, header, _inclusion(header, 5));
    }
}
