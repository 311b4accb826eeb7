// SPDX-License-Identifier: UNLICENSED
pragma solidity ^0.8.28;

import {BondTerms} from "../../src/BondTerms.sol";
import {ReceiptBond} from "../../src/ReceiptBond.sol";
import {Receipt} from "../../src/libraries/Receipts.sol";
import {ReceiptTest} from "../base/ReceiptTest.sol";
import {ShortToken} from "../base/Tokens.sol";

contract ReceiptBondMoneyTest is ReceiptTest {
    function test_ItKnowsItsVenue() public view {
        vm.assertEq(receiptBond.vault(), address(vault), "vault");
        vm.assertEq(address(receiptBond.token()), address(token), "token");
        vm.assertEq(receiptBond.operator(), OPERATOR, "operator");
        vm.assertEq(receiptBond.sequencer(), vm.addr(KEY), "sequencer");
        vm.assertTrue(receiptBond.isSequencer(vm.addr(KEY)), "its key counts");
    }

    function test_ADelayThatPromisesOutlastIsNotDeployed() public {
        BondTerms memory terms = _bondTerms();
        terms.withdrawalBlocks = DEADLINE + ANSWER;
        bytes4 tooShort = ReceiptBond.DelayTooShort.selector;
        vm.expectRevert(abi.encodeWithSelector(tooShort, DEADLINE + ANSWER, DEADLINE + ANSWER));
        new ReceiptBond(terms);
    }

    function test_AKeyOfZeroIsNone() public {
        BondTerms memory terms = _bondTerms();
        terms.sequencer = address(0);
        vm.expectRevert(ReceiptBond.KeyMissing.selector);
        new ReceiptBond(terms);
    }

    function test_TheOperatorAloneAddsKeysAndTheOldOnesStayLiable() public {
        vm.expectRevert(abi.encodeWithSelector(ReceiptBond.NotOperator.selector, address(this)));
        receiptBond.addKey(ALICE);
        vm.prank(OPERATOR);
        receiptBond.addKey(vm.addr(KEY + 1));
        vm.assertEq(receiptBond.sequencer(), vm.addr(KEY + 1), "the new one signs");
        receiptBond.slashTwoLeaves(_receipt(5, 0, 1), _receipt(5, 1, 1));
        vm.assertEq(receiptBond.bondHeld(), 0, "the old one is liable");
    }

    function test_ABondUnderTheMinimumIsNone() public {
        ReceiptBond empty = new ReceiptBond(_bondTerms());
        token.mint(ALICE, 1e9);
        vm.prank(ALICE);
        token.approve(address(empty), 1e9);
        vm.expectRevert(abi.encodeWithSelector(ReceiptBond.BondTooSmall.selector, 1e9 - 1, 1e9));
        vm.prank(ALICE);
        empty.bond(1e9 - 1);
        vm.prank(ALICE);
        empty.bond(1e9);
        vm.assertEq(empty.bondHeld(), 1e9, "anyone may pay it");
    }

    function test_ATokenThatDeliversLessIsRefused() public {
        ShortToken short = new ShortToken();
        vm.mockCall(address(vault), abi.encodeCall(vault.token, ()), abi.encode(address(short)));
        ReceiptBond other = new ReceiptBond(_bondTerms());
        vm.clearMockedCalls();
        short.mint(ALICE, 1e9);
        vm.prank(ALICE);
        short.approve(address(other), 1e9);
        vm.expectRevert(abi.encodeWithSelector(ReceiptBond.TokenDeliveredOther.selector, 1e9 - 1, 1e9));
        vm.prank(ALICE);
        other.bond(1e9);
    }

    function test_TheBondLeavesAfterItsDelay() public {
        _announce();
        uint64 from = receiptBond.withdrawableFrom();
        vm.assertEq(from, block.number + WITHDRAWAL, "announced");
        _pass(WITHDRAWAL - 1);
        _refusedWithdrawal(abi.encodeWithSelector(ReceiptBond.TooEarly.selector, from));
        _pass(1);
        vm.prank(OPERATOR);
        receiptBond.withdraw();
        vm.assertEq(token.balanceOf(OPERATOR), SEQUENCER_BOND, "paid out");
        vm.assertEq(receiptBond.bondHeld(), 0, "nothing left");
        _refusedWithdrawal(abi.encodeWithSelector(ReceiptBond.NotAnnounced.selector));
    }

    /// @dev Else one could be announced at the start and kept, and the delay would protect nobody.
    function test_AnAnnouncementDoesNotKeep() public {
        _announce();
        uint64 from = receiptBond.withdrawableFrom();
        _pass(WITHDRAWAL + ANSWER + 1);
        _refusedWithdrawal(abi.encodeWithSelector(ReceiptBond.TooLate.selector, from + ANSWER));
        _announce();
        _refusedWithdrawal(abi.encodeWithSelector(ReceiptBond.TooEarly.selector, block.number + WITHDRAWAL));
    }

    function test_NothingLeavesWithoutAnAnnouncement() public {
        _refusedWithdrawal(abi.encodeWithSelector(ReceiptBond.NotAnnounced.selector));
    }

    function test_OnlyTheOperatorAnnouncesAndWithdraws() public {
        vm.expectRevert(abi.encodeWithSelector(ReceiptBond.NotOperator.selector, address(this)));
        receiptBond.announceWithdrawal();
        vm.expectRevert(abi.encodeWithSelector(ReceiptBond.NotOperator.selector, address(this)));
        receiptBond.withdraw();
    }

    /// @dev The last promise before an announcement: its deadline and a challenge come before the money.
    function test_TheLastPromiseIsStillBacked() public {
        Receipt memory receipt = _receipt(5);
        _announce();
        _pass(DEADLINE + 1);
        _challenge(receipt);
        _pass(ANSWER + 1);
        vm.assertTrue(block.number <= receiptBond.withdrawableFrom(), "before the money may go");
        receiptBond.conclude(5);
        vm.assertEq(receiptBond.bondHeld(), 0, "taken");
        vm.assertEq(receiptBond.withdrawableFrom(), 0, "and nothing stays announced");
    }

    function test_AnOpenChallengeHoldsTheBond() public {
        Receipt memory receipt = _receipt(5);
        _announce();
        _pass(WITHDRAWAL);
        _challenge(receipt);
        _refusedWithdrawal(abi.encodeWithSelector(ReceiptBond.ChallengesOpen.selector, 1));
    }

    function test_WithoutABondNothingIsAnnounced() public {
        receiptBond.slashTwoLeaves(_receipt(5, 0, 1), _receipt(5, 1, 1));
        vm.expectRevert(ReceiptBond.NothingBonded.selector);
        vm.prank(OPERATOR);
        receiptBond.announceWithdrawal();
    }

    function _announce() private {
        vm.prank(OPERATOR);
        receiptBond.announceWithdrawal();
    }

    function _refusedWithdrawal(bytes memory reason) private {
        vm.expectRevert(reason);
        vm.prank(OPERATOR);
        receiptBond.withdraw();
    }
}
