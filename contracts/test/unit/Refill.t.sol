// SPDX-License-Identifier: UNLICENSED
pragma solidity ^0.8.28;

import {Header} from "../../src/BatchHeader.sol";
import {Request, RequestQueue} from "../../src/RequestQueue.sol";
import {SettlementErrors} from "../../src/SettlementErrors.sol";
import {Vault} from "../../src/Vault.sol";
import {Leaves} from "../../src/libraries/Leaves.sol";
import {Systems} from "../../src/libraries/Systems.sol";
import {EndTest} from "../base/EndTest.sol";

contract RefillTest is EndTest {
    uint64 private constant AMOUNT = 7_000_000;

    function test_TheOperatorsBondComesIntoTheInsuranceFundAsADeposit() public {
        uint256 before = token.balanceOf(address(vault));
        bytes memory payload = abi.encodePacked(AMOUNT);
        uint64 time = uint64(block.timestamp);
        bytes32 request = Leaves.request(1, 0, Systems.INSURANCE, address(vault), time, payload);
        bytes32 prefix = keccak256(bytes.concat(bytes32(0), request));
        vm.expectEmit(address(vault));
        emit RequestQueue.Requested(0, 1, Systems.INSURANCE, address(vault), time, payload, prefix);
        vm.expectEmit(address(vault));
        emit Vault.InsuranceRefilled(0, AMOUNT, BOND - AMOUNT);
        vm.prank(OPERATOR);
        vm.assertEq(vault.refillInsurance(AMOUNT), 0, "the first request");
        vm.assertEq(vault.bondHeld(), BOND - AMOUNT, "out of the bond");
        vm.assertEq(token.balanceOf(address(vault)), before, "and not out of the vault");
        vm.assertEq(vault.enteredTotal(), AMOUNT, "entered");
    }

    function test_NothingIsPostedUntilTheBondIsWholeAgain() public {
        _refill(AMOUNT);
        Header memory header = _next();
        bytes memory wrong =
            abi.encodeWithSelector(SettlementErrors.BondTooSmall.selector, BOND - AMOUNT, BOND);
        vm.prank(OPERATOR, OPERATOR);
        vm.expectRevert(wrong);
        settlement.post(header, 1, DATA);
        _bond(AMOUNT);
        _post(header, DATA);
        vm.assertEq(settlement.latest().queueCursor, 1, "consumed");
    }

    function test_NobodyElseAndNoMoreThanTheBondHolds() public {
        vm.prank(ALICE);
        vm.expectRevert(abi.encodeWithSelector(Vault.NotOperator.selector, ALICE));
        vault.refillInsurance(AMOUNT);
        vm.expectRevert(abi.encodeWithSelector(Vault.DepositTooSmall.selector, 4_999_999, 5_000_000));
        vm.prank(OPERATOR);
        vault.refillInsurance(4_999_999);
        vm.expectRevert(abi.encodeWithSelector(Vault.BondShort.selector, BOND, BOND + 1));
        vm.prank(OPERATOR);
        vault.refillInsurance(BOND + 1);
        vm.prank(OPERATOR);
        vault.refillInsurance(BOND);
        vm.assertEq(vault.bondHeld(), 0, "all of it");
    }

    function test_WhatNoBatchConsumedIsTheBondsAgainAndNeverTheOperators() public {
        Request memory request = _refill(AMOUNT);
        uint256 before = token.balanceOf(address(vault));
        _end();
        vault.refund(request);
        vm.assertEq(vault.bondHeld(), BOND, "the bond");
        vm.assertEq(token.balanceOf(OPERATOR), 0, "the operator");
        vm.assertEq(token.balanceOf(address(vault)), before, "the vault");
        vm.assertEq(vault.refundedTotal(), AMOUNT, "told");
        vm.expectRevert(abi.encodeWithSelector(Vault.AlreadyRefunded.selector, 0));
        vault.refund(request);
    }

    function test_TheBondOfAVenueThatHasEndedIsForBountiesAlone() public {
        _end();
        vm.expectRevert(Vault.VenueHasEnded.selector);
        vm.prank(OPERATOR);
        vault.refillInsurance(AMOUNT);
    }

    function testFuzz_WhatIsMovedIsExactlyWhatTheBondLoses(uint64 amount) public {
        amount = uint64(bound(amount, vault.DEPOSIT_MIN(), BOND));
        _refill(amount);
        vm.assertEq(vault.bondHeld() + vault.enteredTotal(), BOND, "the sum stays");
    }

    function _refill(uint64 amount) private returns (Request memory) {
        vm.prank(OPERATOR);
        uint64 index = vault.refillInsurance(amount);
        return Request(
            1,
            index,
            Systems.INSURANCE,
            address(vault),
            uint64(block.timestamp),
            abi.encodePacked(amount)
        );
    }

    function _end() private {
        vm.warp(block.timestamp + 61);
        settlement.freezeForSilence();
    }
}
