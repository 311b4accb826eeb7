// SPDX-License-Identifier: UNLICENSED
pragma solidity ^0.8.28;

import {SettlementErrors} from "../../src/SettlementErrors.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {Header} from "../../src/BatchHeader.sol";
import {Settlement} from "../../src/Settlement.sol";
import {End} from "../../src/VenueEnd.sol";
import {Watchers} from "../../src/Watchers.sol";
import {EndTest} from "../base/EndTest.sol";

/// @notice Watchers who never spoke to one another refuse a batch, each in a transaction of its own.
contract RefuseTest is EndTest {
    function test_TheRefusalThatMakesThemEnoughCancelsAndEndsTheVenue() public {
        bytes32 good = settlement.lastRoot();
        Header memory lie = _lie();
        bytes32 digest = _refusalDigest(lie, TRUE_ROOT);
        _refuse(lie, TRUE_ROOT, 4);
        vm.assertEq(settlement.headerHash(1), _hash(lie), "one refusal cancels nothing");
        vm.assertEq(settlement.refusals(digest), 1, "and is recorded");
        vm.assertTrue(settlement.hasRefused(digest, _watchers()[2]), "under its watcher");
        bytes memory second = _refusals(lie, TRUE_ROOT, 1)[0];
        vm.expectEmit(address(settlement));
        emit Settlement.BatchRefused(1, _watchers()[0], _hash(lie), TRUE_ROOT, second);
        vm.expectEmit(address(settlement));
        emit Settlement.BatchesCancelled(1, TRUE_ROOT);
        settlement.refuse(lie, TRUE_ROOT, second);
        vm.assertEq(settlement.headerHash(1), bytes32(0), "nothing stands under its number");
        vm.assertEq(settlement.lastRoot(), good, "the last good root");
        vm.warp(block.timestamp + WINDOW);
        End memory end = settlement.end();
        vm.assertTrue(end.batches == 1 && end.isSettled, "ended with genesis");
    }

    function test_AWatcherCountsOnceHoweverOftenItIsBrought() public {
        Header memory lie = _lie();
        _refuse(lie, TRUE_ROOT, 1);
        bytes memory again = _refusals(lie, TRUE_ROOT, 1)[0];
        vm.expectRevert(abi.encodeWithSelector(Watchers.RefusedAlready.selector, _watchers()[0]));
        vm.prank(BOB);
        settlement.refuse(lie, TRUE_ROOT, again);
    }

    function test_RefusalsOfTwoRootsAreNotAddedUp() public {
        Header memory lie = _lie();
        _refuse(lie, TRUE_ROOT, 1);
        _refuse(lie, bytes32(0), 2);
        vm.assertEq(settlement.headerHash(1), _hash(lie), "they do not agree");
        _refuse(lie, bytes32(0), 4);
        vm.assertEq(settlement.headerHash(1), bytes32(0), "two do");
    }

    function test_NobodyElseRefuses() public {
        Header memory lie = _lie();
        bytes memory signature = _signature(0xBAD, keccak256("anything"));
        address stranger = ECDSA.recover(_refusalDigest(lie, TRUE_ROOT), signature);
        vm.expectRevert(abi.encodeWithSelector(Watchers.SignerNotWatcher.selector, stranger));
        settlement.refuse(lie, TRUE_ROOT, signature);
    }

    function test_WhatCannotBeCancelledCannotBeRefused() public {
        Header memory genesis = _genesisHeader();
        bytes memory signature = _refusals(genesis, TRUE_ROOT, 1)[0];
        vm.expectRevert(SettlementErrors.GenesisStands.selector);
        settlement.refuse(genesis, TRUE_ROOT, signature);

        Header memory header = _next();
        signature = _refusals(header, TRUE_ROOT, 1)[0];
        vm.expectRevert(abi.encodeWithSelector(SettlementErrors.BatchNotStanding.selector, 1));
        settlement.refuse(header, TRUE_ROOT, signature);

        _post(header, DATA);
        vm.expectRevert(abi.encodeWithSelector(SettlementErrors.RootsAgree.selector, header.newRoot));
        settlement.refuse(header, header.newRoot, signature);

        vm.warp(block.timestamp + WINDOW);
        vm.expectRevert(abi.encodeWithSelector(SettlementErrors.BatchIsFinal.selector, 1));
        settlement.refuse(header, TRUE_ROOT, signature);
    }

    function _lie() private returns (Header memory lie) {
        lie = _next();
        _post(lie, DATA);
    }

    function _refuse(Header memory header, bytes32 root, uint8 who) private {
        settlement.refuse(header, root, _refusals(header, root, who)[0]);
    }
}
