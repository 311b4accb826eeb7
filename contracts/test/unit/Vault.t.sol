// SPDX-License-Identifier: UNLICENSED
pragma solidity ^0.8.28;

import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {MockUSDC} from "../../src/MockUSDC.sol";
import {RequestQueue} from "../../src/RequestQueue.sol";
import {IFinality, Vault} from "../../src/Vault.sol";
import {Leaves} from "../../src/libraries/Leaves.sol";
import {ReentrantToken, ShortToken, WideToken} from "../base/Tokens.sol";
import {VenueTest} from "../base/VenueTest.sol";

contract VaultTest is VenueTest {
    function test_AStrangerDepositsForAnyAccountAndTheRequestIsEmittedWhole() public {
        _give(BOB, DEPOSIT);
        bytes memory payload = abi.encodePacked(DEPOSIT);
        bytes32 request = Leaves.request(1, 0, ALICE, BOB, uint64(block.timestamp), payload);
        bytes32 prefix = keccak256(bytes.concat(bytes32(0), request));
        vm.expectEmit(address(vault));
        emit RequestQueue.Requested(0, 1, ALICE, BOB, uint64(block.timestamp), payload, prefix);
        vm.prank(BOB);
        uint64 index = vault.deposit(ALICE, DEPOSIT);
        vm.assertEq(index, 0, "first request");
        vm.assertEq(vault.requestCount(), 1, "one request");
        vm.assertEq(vault.prefixAt(1), prefix, "prefix");
        vm.assertEq(vault.prefixAt(0), 0, "prefix of nothing");
        vm.assertEq(token.balanceOf(address(vault)), BOND + DEPOSIT, "the money is in the vault");
    }

    function test_RefusesADepositForNobody() public {
        vm.expectRevert(Vault.AccountMissing.selector);
        vault.deposit(address(0), DEPOSIT);
    }

    function test_RefusesADepositUnderTheMinimum() public {
        uint64 least = vault.DEPOSIT_MIN();
        vm.expectRevert(abi.encodeWithSelector(Vault.DepositTooSmall.selector, least - 1, least));
        vault.deposit(ALICE, least - 1);
        _deposit(BOB, ALICE, least);
    }

    function test_RefusesADepositThatLeavesTheLedgerNoRoomAndTakesRequestsAllTheSame() public {
        uint64 most = vault.HELD_MAX();
        uint64 room = most - BOND;
        _give(BOB, room + 1);
        vm.expectRevert(abi.encodeWithSelector(Vault.DepositTooLarge.selector, uint256(most) + 1, most));
        vm.prank(BOB);
        vault.deposit(ALICE, room + 1);
        _deposit(BOB, ALICE, room);
        _give(ALICE, 1_000_000);
        vm.prank(ALICE);
        vault.requestWithdrawal(ALICE, 0, 0);
    }

    function test_RefusesAPrefixPastTheQueue() public {
        _deposit(BOB, ALICE, DEPOSIT);
        vm.expectRevert(abi.encodeWithSelector(RequestQueue.CursorPastQueue.selector, 2, 1));
        vault.prefixAt(2);
    }

    function test_ABondAddsUpAndIsEmitted() public {
        _give(BOB, 7);
        vm.expectEmit(address(vault));
        emit Vault.Bonded(BOB, 7, BOND + 7);
        vm.prank(BOB);
        vault.bond(7);
        vm.assertEq(vault.bondHeld(), BOND + 7, "bond");
        vm.assertEq(vault.requestCount(), 0, "a bond is no request");
    }

    function test_RefusesATokenWithOtherDecimals() public {
        IERC20Metadata wide = new WideToken();
        vm.expectRevert(abi.encodeWithSelector(Vault.TokenNeedsSixDecimals.selector, 18));
        new Vault(wide, IFinality(address(1)), address(2));
    }

    function test_RefusesToBeDeployedWithoutSettlement() public {
        vm.expectRevert(Vault.SettlementMissing.selector);
        new Vault(token, IFinality(address(0)), address(2));
    }

    function test_RefusesToBeDeployedWithoutEscape() public {
        vm.expectRevert(Vault.EscapeMissing.selector);
        new Vault(token, IFinality(address(1)), address(0));
    }

    function test_NobodyButTheEscapeMakesItPay() public {
        vm.prank(OPERATOR);
        vm.expectRevert(abi.encodeWithSelector(Vault.NotEscape.selector, OPERATOR));
        vault.payEscape(OPERATOR, 1, true);
    }

    function test_RefusesATokenThatDeliversLessThanAsked() public {
        ShortToken short = new ShortToken();
        Vault shortVault = new Vault(short, IFinality(address(1)), address(2));
        short.mint(address(this), DEPOSIT);
        short.approve(address(shortVault), DEPOSIT);
        bytes4 selector = Vault.TokenDeliveredOther.selector;
        vm.expectRevert(abi.encodeWithSelector(selector, DEPOSIT - 1, DEPOSIT));
        shortVault.deposit(ALICE, DEPOSIT);
    }

    function test_ATokenThatCallsBackFindsTheVaultShut() public {
        ReentrantToken reentrant = new ReentrantToken();
        Vault target = new Vault(reentrant, IFinality(address(1)), address(2));
        reentrant.mint(address(this), 2 * uint256(DEPOSIT));
        reentrant.approve(address(target), type(uint256).max);
        reentrant.aim(address(target), abi.encodeCall(Vault.bond, (0)));
        target.deposit(ALICE, DEPOSIT);
        bytes4 shut = ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector;
        vm.assertEq(bytes32(reentrant.answer()), bytes32(shut), "shut");
    }

    function test_TheMockIsOnlyForDevelopmentChains() public {
        vm.chainId(1);
        vm.expectRevert(abi.encodeWithSelector(MockUSDC.OnlyOnDevelopmentChain.selector, 1));
        new MockUSDC();
    }

    function test_TheMockHasSixDecimals() public view {
        vm.assertEq(token.decimals(), 6, "decimals");
    }
}
