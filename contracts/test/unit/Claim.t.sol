// SPDX-License-Identifier: UNLICENSED
pragma solidity ^0.8.28;

import {ClaimLine} from "../../src/ClaimLine.sol";
import {Header} from "../../src/BatchHeader.sol";
import {Vault} from "../../src/Vault.sol";
import {VenueTest, Withdrawal} from "../base/VenueTest.sol";

contract ClaimTest is VenueTest {
    Withdrawal private _first = Withdrawal(0, ALICE, 40_000_000);

    function setUp() public override {
        super.setUp();
        _postGenesis();
        _deposit(ALICE, ALICE, 4 * DEPOSIT);
    }

    function test_AnyonesClaimPaysTheOwner() public {
        Header memory header = _settleOne(_first);
        vm.expectEmit(address(vault));
        emit Vault.Claimed(0, ALICE, 40_000_000);
        vm.prank(BOB);
        vault.claim(header, 0, ALICE, 40_000_000, 0, new bytes32[](0));
        vm.assertEq(token.balanceOf(ALICE), 40_000_000, "Alice is paid");
        vm.assertTrue(vault.isPaid(0), "paid");
        vm.assertTrue(!vault.isPaid(1), "no other is");
    }

    function test_RefusesASecondPayment() public {
        Header memory header = _settleOne(_first);
        _claimOne(header, _first);
        vm.expectRevert(abi.encodeWithSelector(Vault.AlreadyPaid.selector, 0));
        _claimOne(header, _first);
    }

    function test_RefusesTheSameIndexOutOfAnotherBatch() public {
        Header memory header = _settleOne(_first);
        Header memory again = _settleOne(_first);
        _claimOne(again, _first);
        vm.expectRevert(abi.encodeWithSelector(Vault.AlreadyPaid.selector, 0));
        _claimOne(header, _first);
    }

    function test_RefusesABatchInsideItsWindow() public {
        Header memory header = _settleOne(_first);
        vm.warp(block.timestamp - 1);
        vm.expectRevert(abi.encodeWithSelector(Vault.BatchNotFinal.selector, header.number));
        _claimOne(header, _first);
    }

    function test_RefusesABatchThatWasNeverPosted() public {
        Header memory header = _settleOne(_first);
        header.number += 1;
        vm.expectRevert(abi.encodeWithSelector(Vault.BatchNotFinal.selector, header.number));
        _claimOne(header, _first);
    }

    function test_RefusesAHeaderThatIsNotTheBatchs() public {
        Header memory header = _settleOne(_first);
        header.newRoot = keccak256("other");
        vm.expectRevert(abi.encodeWithSelector(Vault.HeaderNotOfBatch.selector, header.number));
        _claimOne(header, _first);
    }

    function test_RefusesAnotherOwnerAmountOrIndex() public {
        Header memory header = _settleOne(_first);
        _refused(header, Withdrawal(0, BOB, 40_000_000));
        _refused(header, Withdrawal(0, ALICE, 40_000_001));
        _refused(header, Withdrawal(1, ALICE, 40_000_000));
    }

    function test_RefusesAClaimOnABatchWithoutWithdrawals() public {
        Header memory header = _settle(new Withdrawal[](0));
        _refused(header, _first);
    }

    function test_TheBondPaysNoOrdinaryClaim() public {
        Withdrawal memory invented = Withdrawal(9, BOB, 4 * DEPOSIT + 1);
        Header memory header = _settleOne(invented);
        vm.expectRevert(abi.encodeWithSelector(ClaimLine.VaultShort.selector, 4 * DEPOSIT, 4 * DEPOSIT + 1));
        _claimOne(header, invented);
        vm.assertTrue(!vault.isPaid(9), "it stays open");
    }

    function _refused(Header memory header, Withdrawal memory w) private {
        vm.expectRevert(abi.encodeWithSelector(Vault.WithdrawalNotProved.selector, w.index));
        _claimOne(header, w);
    }
}
