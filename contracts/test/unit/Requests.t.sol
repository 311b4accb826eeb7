// SPDX-License-Identifier: UNLICENSED
pragma solidity ^0.8.28;

import {SettlementErrors} from "../../src/SettlementErrors.sol";
import {Header} from "../../src/BatchHeader.sol";
import {KeyLimits, OwnerRequests} from "../../src/OwnerRequests.sol";
import {Request, RequestQueue} from "../../src/RequestQueue.sol";
import {ContractWallet} from "../base/ContractWallet.sol";
import {EndTest} from "../base/EndTest.sol";

contract RequestsTest is EndTest {
    uint64 internal constant PRICE = 1_000_000;

    function test_ARequestIsEmittedWholeWithItsPriceInFront() public {
        _give(ALICE, PRICE);
        bytes memory payload = abi.encodePacked(PRICE, uint64(7_000_000));
        vm.expectEmit(address(vault));
        emit RequestQueue.Requested(
            0, 2, ALICE, ALICE, uint64(block.timestamp), payload, _prefix(2, 0, ALICE, payload)
        );
        vm.prank(ALICE);
        vm.assertEq(vault.requestWithdrawal(ALICE, 9, 7_000_000), 0, "index");
        vm.assertEq(token.balanceOf(ALICE), 0, "the price");
        vm.assertEq(vault.enteredTotal(), PRICE, "entered");
        vm.assertEq(vault.openRequests(ALICE), 1, "open");
    }

    function test_WhatComesInIsSummedOverDepositsAndPrices() public {
        _deposit(BOB, ALICE, DEPOSIT);
        _request(ALICE);
        vm.prank(OPERATOR);
        vault.changeParameter(hex"0004");
        vm.assertEq(vault.enteredTotal(), DEPOSIT + PRICE, "entered");
    }

    function test_WithoutItsPriceARequestIsNotEntered() public {
        vm.prank(ALICE);
        try vault.requestCancelAll(ALICE, 0) {
            vm.assertTrue(false, "entered");
        } catch {}
        vm.assertEq(vault.requestCount(), 0, "queue");
        vm.assertEq(vault.openRequests(ALICE), 0, "open");
    }

    /// @dev A trap of audits: a stranger who closes your position.
    function test_AStrangerAsksForNothingOfYours() public {
        _give(BOB, 10 * PRICE);
        bytes memory wrong = abi.encodeWithSelector(OwnerRequests.NotAccountOwner.selector, ALICE, BOB);
        vm.expectRevert(wrong);
        vm.prank(BOB);
        vault.requestClose(ALICE, 0, 1, 0);
        vm.expectRevert(wrong);
        vm.prank(BOB);
        vault.requestWithdrawal(ALICE, 0, 0);
        vm.expectRevert(wrong);
        vm.prank(BOB);
        vault.requestCancelAll(ALICE, 0);
    }

    /// @dev A trap of audits: a session key that starts an exit. On chain it is a stranger like all others.
    function test_ASessionKeyStartsNoExit() public {
        address key = address(0x5E55);
        _give(ALICE, PRICE);
        vm.prank(ALICE);
        vault.requestGrant(key, _limits(2));
        _post(_next(), DATA);
        _give(key, PRICE);
        vm.expectRevert(abi.encodeWithSelector(OwnerRequests.NotAccountOwner.selector, ALICE, key));
        vm.prank(key);
        vault.requestWithdrawal(ALICE, 0, 0);
    }

    function test_ASubAccountIsItsMastersAlone() public {
        address sub =
            address(uint160(uint256(keccak256(abi.encodePacked("offing.account.sub.", ALICE, uint32(3))))));
        _give(ALICE, PRICE);
        _give(BOB, PRICE);
        vm.expectRevert(abi.encodeWithSelector(OwnerRequests.NotAccountOwner.selector, sub, BOB));
        vm.prank(BOB);
        vault.requestWithdrawal(sub, 3, 0);
        vm.expectRevert(abi.encodeWithSelector(OwnerRequests.NotAccountOwner.selector, sub, ALICE));
        vm.prank(ALICE);
        vault.requestWithdrawal(sub, 4, 0);
        vm.prank(ALICE);
        vault.requestWithdrawal(sub, 3, 0);
        vm.assertEq(vault.openRequests(sub), 1, "of the sub-account");
        vm.assertEq(vault.openRequests(ALICE), 0, "not of the master");
    }

    function test_EightAreOpenAtOnceAndDepositsDoNotCount() public {
        for (uint256 i = 0; i < 4; ++i) {
            _request(ALICE);
            _deposit(BOB, ALICE, DEPOSIT);
            _request(ALICE);
        }
        vm.assertEq(vault.openRequests(ALICE), 8, "open");
        _give(ALICE, PRICE);
        vm.expectRevert(abi.encodeWithSelector(OwnerRequests.TooManyOpenRequests.selector, ALICE, 0));
        vm.prank(ALICE);
        vault.requestCancelAll(ALICE, 0);
        _request(BOB);
    }

    function test_ABatchMakesRoomForAsManyAsItConsumed() public {
        for (uint256 i = 0; i < 8; ++i) _request(ALICE);
        Header memory header = _next();
        header.queueCursor = 3;
        header.queueHash = vault.prefixAt(3);
        _post(header, DATA);
        vm.assertEq(vault.openRequests(ALICE), 5, "open");
        for (uint256 i = 0; i < 3; ++i) _request(ALICE);
        _give(ALICE, PRICE);
        vm.expectRevert(abi.encodeWithSelector(OwnerRequests.TooManyOpenRequests.selector, ALICE, 3));
        vm.prank(ALICE);
        vault.requestCancelAll(ALICE, 0);
    }

    /// @dev Served is what a batch that stands has consumed.
    function test_ACancelledBatchMakesNoRoom() public {
        for (uint256 i = 0; i < 8; ++i) _request(ALICE);
        Header memory lie = _next();
        _post(lie, DATA);
        vm.assertEq(vault.openRequests(ALICE), 0, "consumed");
        _cancel(lie);
        vm.assertEq(vault.openRequests(ALICE), 8, "and open again");
    }

    function testFuzz_TheCountIsThatOfAListOfAllRequests(uint256 seed) public {
        uint64[64] memory indices;
        uint256 count;
        for (uint256 i = 0; i < 40; ++i) {
            uint256 random = uint256(keccak256(abi.encode(seed, i)));
            uint64 cursor = settlement.end().queueCursor;
            uint256 open = 0;
            for (uint256 j = 0; j < count; ++j) open += indices[j] >= cursor ? 1 : 0;
            vm.assertEq(vault.openRequests(ALICE), open, "open");
            if (random % 8 == 0) {
                Header memory header = _next();
                header.queueCursor =
                    cursor + uint64((random >> 8) % (vault.requestCount() - cursor + 1));
                header.queueHash = vault.prefixAt(header.queueCursor);
                _post(header, DATA);
            } else if (random % 8 == 1) {
                _deposit(BOB, ALICE, DEPOSIT);
            } else if (open < 8) {
                indices[count++] = _request(ALICE);
            }
        }
    }

    /// @dev A trap of audits: a flood that forces a freeze. It has its price, one batch consumes it all, and
    /// no freeze is due.
    function test_AFloodIsPricedAndConsumedByOneBatch() public {
        uint256 held = token.balanceOf(address(vault));
        for (uint160 i = 1; i <= 50; ++i) {
            for (uint256 j = 0; j < 8; ++j) _request(address(0xF100D + i));
        }
        vm.assertEq(token.balanceOf(address(vault)) - held, 400 * uint256(PRICE), "the price of it");
        Header memory header = _next();
        _post(header, DATA);
        vm.warp(block.timestamp + 59);
        Request memory first = Request(
            4, 0, address(0xF100E), address(0xF100E), 1_700_000_000, abi.encodePacked(PRICE)
        );
        vm.expectRevert(abi.encodeWithSelector(SettlementErrors.NotTheOldestRequest.selector, 0, 400));
        settlement.freezeForRequest(first);
    }

    function test_AnUnservedRequestEndsTheVenue() public {
        uint64 time = uint64(block.timestamp);
        _request(ALICE);
        Request memory request = Request(4, 0, ALICE, ALICE, time, abi.encodePacked(PRICE));
        vm.warp(time + 60);
        vm.expectRevert(abi.encodeWithSelector(SettlementErrors.NotOverdue.selector, time + 60));
        settlement.freezeForRequest(request);
        vm.warp(time + 61);
        settlement.freezeForRequest(request);
        vm.warp(time + 61 + WINDOW);
        vault.refund(request);
        vm.assertEq(token.balanceOf(ALICE), PRICE, "the price is back");
    }

    function test_AGrantNamesAKeyAndAtMostSixtyFourMarkets() public {
        _give(ALICE, PRICE);
        vm.expectRevert(OwnerRequests.KeyMissing.selector);
        vm.prank(ALICE);
        vault.requestGrant(address(0), _limits(0));
        vm.expectRevert(abi.encodeWithSelector(OwnerRequests.TooManyMarkets.selector, 65, 64));
        vm.prank(ALICE);
        vault.requestGrant(BOB, _limits(65));
        vm.prank(ALICE);
        vault.requestGrant(BOB, _limits(64));
    }

    function test_ARevocationNamesAKey() public {
        vm.expectRevert(OwnerRequests.KeyMissing.selector);
        vm.prank(ALICE);
        vault.requestRevocation(address(0));
    }

    function test_AContractAsksAsAnOwner() public {
        ContractWallet wallet = new ContractWallet();
        token.mint(address(wallet), 2 * PRICE);
        wallet.run(address(token), abi.encodeCall(token.approve, (address(vault), 2 * uint256(PRICE))));
        wallet.run(address(vault), abi.encodeCall(vault.requestGrant, (BOB, _limits(1))));
        wallet.run(address(vault), abi.encodeCall(vault.requestWithdrawal, (address(wallet), 0, 0)));
        vm.assertEq(vault.openRequests(address(wallet)), 2, "open");
    }

    function _request(address account) private returns (uint64) {
        _give(account, PRICE);
        vm.prank(account);
        return vault.requestCancelAll(account, 0);
    }

    function _limits(uint256 markets) private pure returns (KeyLimits memory limits) {
        limits.maxLeverage = 3;
        limits.markets = new uint32[](markets);
    }

    function _prefix(uint8 requestType, uint64 index, address account, bytes memory payload)
        private
        view
        returns (bytes32)
    {
        uint64 time = uint64(block.timestamp);
        bytes32 hash = keccak256(
            abi.encodePacked(uint8(0x22), requestType, index, account, account, time, keccak256(payload))
        );
        return keccak256(bytes.concat(vault.prefixAt(index), hash));
    }
}
