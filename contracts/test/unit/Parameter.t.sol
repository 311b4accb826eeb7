// SPDX-License-Identifier: UNLICENSED
pragma solidity ^0.8.28;

import {RequestQueue} from "../../src/RequestQueue.sol";
import {Vault} from "../../src/Vault.sol";
import {Leaves} from "../../src/libraries/Leaves.sol";
import {VenueTest} from "../base/VenueTest.sol";

contract ParameterTest is VenueTest {
    // Market 3 becomes reduce-only.
    bytes internal constant CHANGE = hex"00040000000301";

    function test_TheOperatorEntersAChangeBehindWhatWaits() public {
        _deposit(BOB, ALICE, DEPOSIT);
        bytes32 before = vault.prefixAt(1);
        bytes32 request = Leaves.request(7, 1, OPERATOR, OPERATOR, uint64(block.timestamp), CHANGE);
        bytes32 prefix = keccak256(bytes.concat(before, request));
        vm.expectEmit(address(vault));
        emit RequestQueue.Requested(
            1, 7, OPERATOR, OPERATOR, uint64(block.timestamp), CHANGE, prefix
        );
        vm.prank(OPERATOR);
        vm.assertEq(vault.changeParameter(CHANGE), 1, "second request");
        vm.assertEq(vault.prefixAt(2), prefix, "prefix");
    }

    function test_NobodyElseEntersAChange() public {
        vm.expectRevert(abi.encodeWithSelector(Vault.NotOperator.selector, ALICE));
        vm.prank(ALICE);
        vault.changeParameter(CHANGE);
        vm.assertEq(vault.requestCount(), 0, "nothing entered");
    }

    function test_AChangeHasABound() public {
        uint256 most = vault.PARAMETER_MAX();
        vm.prank(OPERATOR);
        vault.changeParameter(new bytes(most));
        vm.expectRevert(abi.encodeWithSelector(Vault.ParameterTooLong.selector, most + 1, most));
        vm.prank(OPERATOR);
        vault.changeParameter(new bytes(most + 1));
    }
}
