// SPDX-License-Identifier: UNLICENSED
pragma solidity ^0.8.28;

import {SettlementErrors} from "../../src/SettlementErrors.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {Header} from "../../src/BatchHeader.sol";
import {Settlement} from "../../src/Settlement.sol";
import {Vault} from "../../src/Vault.sol";
import {End} from "../../src/VenueEnd.sol";
import {Watchers} from "../../src/Watchers.sol";
import {EndTest} from "../base/EndTest.sol";
import {Withdrawal} from "../base/VenueTest.sol";

contract CancelTest is EndTest {
    function test_EnoughWatchersCancelABatchAndAllAfterItAndEndTheVenue() public {
        bytes32 good = settlement.lastRoot();
        Header memory lie = _next();
        _post(lie, DATA);
        Header memory after_ = _next();
        _post(after_, DATA);
        bytes[] memory signatures = _refusals(lie, TRUE_ROOT, 5);
        vm.expectEmit(address(settlement));
        emit Settlement.BatchesCancelled(1, TRUE_ROOT);
        vm.prank(BOB);
        settlement.cancel(lie, TRUE_ROOT, signatures);
        vm.warp(block.timestamp + WINDOW);
        vm.assertTrue(!settlement.isFinal(1) && !settlement.isFinal(2), "never final");
        vm.assertEq(settlement.lastRoot(), good, "the last good root");
        vm.assertEq(settlement.headerHash(1), bytes32(0), "nothing stands under its number");
        vm.assertEq(uint256(settlement.completedAt(2)) + settlement.completedBlock(2), 0, "nor after it");
        End memory end = settlement.end();
        vm.assertTrue(end.batches == 1 && end.isSettled, "ended with genesis");
    }

    function test_AWithdrawalOfACancelledBatchIsNeverPaid() public {
        _deposit(ALICE, ALICE, DEPOSIT);
        Withdrawal[] memory stolen = new Withdrawal[](1);
        stolen[0] = Withdrawal(0, OPERATOR, DEPOSIT);
        Header memory lie = _settleButWait(stolen);
        _cancel(lie);
        vm.warp(block.timestamp + WINDOW);
        vm.expectRevert(abi.encodeWithSelector(Vault.BatchNotFinal.selector, 1));
        _claimOne(lie, stolen[0]);
    }

    function test_OneWatcherIsNotEnoughAndNobodyCountsTwice() public {
        Header memory lie = _lie();
        bytes[] memory one = _refusals(lie, TRUE_ROOT, 2);
        vm.expectRevert(abi.encodeWithSelector(Watchers.TooFewSignatures.selector, 1, 2));
        settlement.cancel(lie, TRUE_ROOT, one);
        bytes[] memory twice = new bytes[](2);
        twice[0] = twice[1] = one[0];
        address watcher = _watchers()[1];
        bytes4 selector = Watchers.SignersNotAscending.selector;
        vm.expectRevert(abi.encodeWithSelector(selector, watcher, watcher));
        settlement.cancel(lie, TRUE_ROOT, twice);
    }

    function test_NobodyElseSigns() public {
        Header memory lie = _lie();
        bytes[] memory signatures = _refusals(lie, TRUE_ROOT, 3);
        signatures[1] = _signature(0xBAD, keccak256("anything"));
        address stranger = ECDSA.recover(_refusalDigest(lie, TRUE_ROOT), signatures[1]);
        vm.expectRevert(abi.encodeWithSelector(Watchers.SignerNotWatcher.selector, stranger));
        settlement.cancel(lie, TRUE_ROOT, signatures);
    }

    function test_ARefusalIsOfOneBatchOneRootOneVaultAndOneChain() public {
        Header memory lie = _lie();
        bytes[] memory signatures = _refusals(lie, TRUE_ROOT, 3);
        _refused(lie, keccak256("another root"), signatures);
        Header memory next = _next();
        _post(next, DATA);
        _refused(next, TRUE_ROOT, signatures);
        vm.chainId(1);
        _refused(lie, TRUE_ROOT, signatures);
    }

    // What a reorg took back may be posted again with other contents under the same number.
    function test_ARefusalDoesNotHitAnotherBatchOfTheSameNumber() public {
        Header memory lie = _next();
        lie.newRoot = keccak256("a lie that a reorg took back");
        bytes[] memory signatures = _refusals(lie, TRUE_ROOT, 3);
        Header memory honest = _lie();
        _refused(honest, TRUE_ROOT, signatures);
        vm.expectRevert(abi.encodeWithSelector(SettlementErrors.BatchNotStanding.selector, 1));
        settlement.cancel(lie, TRUE_ROOT, signatures);
    }

    function test_WatchersWhoAgreeCancelNothing() public {
        Header memory honest = _lie();
        bytes[] memory signatures = _refusals(honest, honest.newRoot, 7);
        vm.expectRevert(abi.encodeWithSelector(SettlementErrors.RootsAgree.selector, honest.newRoot));
        settlement.cancel(honest, honest.newRoot, signatures);
    }

    function test_AFinalBatchStands() public {
        Header memory lie = _lie();
        bytes[] memory signatures = _refusals(lie, TRUE_ROOT, 7);
        vm.warp(block.timestamp + WINDOW);
        vm.expectRevert(abi.encodeWithSelector(SettlementErrors.BatchIsFinal.selector, 1));
        settlement.cancel(lie, TRUE_ROOT, signatures);
    }

    function test_GenesisStands() public {
        Header memory genesis = _genesisHeader();
        bytes[] memory signatures = _refusals(genesis, TRUE_ROOT, 7);
        vm.expectRevert(SettlementErrors.GenesisStands.selector);
        settlement.cancel(genesis, TRUE_ROOT, signatures);
    }

    function test_AfterAFreezePendingBatchesAreStillCancelled() public {
        vm.warp(block.timestamp + 58);
        Header memory first = _lie();
        Header memory second = _next();
        _post(second, DATA);
        vm.warp(block.timestamp + 3);
        _cancel(second);
        uint64 frozenAt = settlement.latest().frozenAt;
        vm.warp(block.timestamp + 1);
        _cancel(first);
        vm.assertEq(settlement.latest().frozenAt, frozenAt, "frozen once");
        vm.assertEq(settlement.end().batches, 1, "genesis alone");
        bytes[] memory signatures = _refusals(second, TRUE_ROOT, 3);
        vm.expectRevert(abi.encodeWithSelector(SettlementErrors.BatchNotStanding.selector, 2));
        settlement.cancel(second, TRUE_ROOT, signatures);
    }

    function test_WithoutWatchersNobodyCancels() public {
        _redeploy(new address[](0), 0);
        _postGenesis();
        Header memory header = _lie();
        vm.expectRevert(abi.encodeWithSelector(Watchers.TooFewSignatures.selector, 0, 0));
        settlement.cancel(header, TRUE_ROOT, new bytes[](0));
    }

    function _lie() private returns (Header memory lie) {
        lie = _next();
        _post(lie, DATA);
    }

    /// @dev Signatures of something else recover to somebody else.
    function _refused(Header memory header, bytes32 root, bytes[] memory signatures) private {
        address stranger = ECDSA.recover(_refusalDigest(header, root), signatures[0]);
        vm.expectRevert(abi.encodeWithSelector(Watchers.SignerNotWatcher.selector, stranger));
        settlement.cancel(header, root, signatures);
    }
}
