// SPDX-License-Identifier: UNLICENSED
pragma solidity ^0.8.28;

import {Header} from "../../src/BatchHeader.sol";
import {Vault} from "../../src/Vault.sol";
import {Leaves} from "../../src/libraries/Leaves.sol";
import {DenseModel} from "../base/DenseModel.sol";
import {VenueTest, Withdrawal} from "../base/VenueTest.sol";

/// @notice Deposits, the queue's prefix and claims, whatever the values.
contract MoneyFuzzTest is VenueTest {
    function setUp() public override {
        super.setUp();
        _postGenesis();
    }

    function testFuzz_EveryDepositInBoundsArrivesWhole(address account, uint64 amount) public {
        vm.assume(account != address(0));
        amount = uint64(bound(amount, vault.DEPOSIT_MIN(), vault.HELD_MAX() - BOND));
        uint256 before = token.balanceOf(address(vault));
        _deposit(BOB, account, amount);
        vm.assertEq(token.balanceOf(address(vault)), before + amount, "whole");
    }

    function testFuzz_EveryDepositOutOfBoundsLeavesNothing(uint64 amount) public {
        uint64 least = vault.DEPOSIT_MIN();
        uint64 most = vault.HELD_MAX();
        vm.assume(amount < least || amount > most - BOND);
        _give(BOB, amount);
        vm.prank(BOB);
        vm.expectRevert(
            amount < least
                ? abi.encodeWithSelector(Vault.DepositTooSmall.selector, amount, least)
                : abi.encodeWithSelector(Vault.DepositTooLarge.selector, uint256(amount) + BOND, most)
        );
        vault.deposit(ALICE, amount);
        vm.assertEq(vault.requestCount(), 0, "no request");
    }

    function testFuzz_ThePrefixFoldsEveryRequest(uint256 seed, uint8 count) public {
        bytes32 prefix = 0;
        count = uint8(bound(count, 1, 12));
        for (uint64 i = 0; i < count; ++i) {
            uint256 random = uint256(keccak256(abi.encode(seed, i)));
            address account = address(uint160(random) | 1);
            address payer = address(uint160(random >> 64) | 2);
            uint64 amount = uint64(bound(random, 5_000_000, 1e15));
            vm.warp(block.timestamp + random % 100);
            vm.assertEq(_deposit(payer, account, amount), i, "in order");
            bytes memory payload = abi.encodePacked(amount);
            bytes32 request = Leaves.request(1, i, account, payer, uint64(block.timestamp), payload);
            prefix = keccak256(bytes.concat(prefix, request));
            vm.assertEq(vault.prefixAt(i + 1), prefix, "prefix");
        }
    }

    function testFuzz_EveryWithdrawalOfABatchPaysOnceInAnyOrder(uint256 seed, uint8 size) public {
        Withdrawal[] memory list = _withdrawals(seed, bound(size, 1, 20));
        Header memory header = _settle(list);
        bytes32[] memory leaves = _leaves(list);
        uint256 from = seed % list.length;
        for (uint256 i = 0; i < list.length; ++i) {
            uint256 place = (from + i) % list.length;
            Withdrawal memory w = list[place];
            (uint64 path, bytes32[] memory siblings) = DenseModel.proof(leaves, place);
            uint256 before = token.balanceOf(w.owner);
            if (!vault.claim(header, w.index, w.owner, w.amount, path, siblings)) {
                vm.warp(vault.claimableFrom(w.index));
                vault.claim(header, w.index, w.owner, w.amount, path, siblings);
            }
            vm.assertEq(token.balanceOf(w.owner), before + w.amount, "paid");
            vm.expectRevert(abi.encodeWithSelector(Vault.AlreadyPaid.selector, w.index));
            vault.claim(header, w.index, w.owner, w.amount, path, siblings);
        }
        vm.assertEq(token.balanceOf(address(vault)), BOND, "the bond alone is left");
    }

    function testFuzz_NoBitOfAHeaderMayChange(uint256 seed, uint16 flip) public {
        Withdrawal[] memory list = _withdrawals(seed, 1);
        bytes memory header = abi.encode(_settle(list));
        uint256 word = flip % 13;
        bool short = word != 1 && word != 2 && (word < 5 || word > 7) && word != 9 && word != 12;
        uint256 bit = uint256(keccak256(abi.encode(flip))) % (short ? 64 : 256);
        header[word * 32 + 31 - bit / 8] ^= bytes1(uint8(1 << (bit % 8)));
        Header memory changed = abi.decode(header, (Header));
        bytes4 refusal = word == 0 ? Vault.BatchNotFinal.selector : Vault.HeaderNotOfBatch.selector;
        // Genesis is final too by now: a number that reads 0 names it, with a header that is not its own.
        if (changed.number == 0) refusal = Vault.HeaderNotOfBatch.selector;
        vm.expectRevert(abi.encodeWithSelector(refusal, changed.number));
        _claimOne(changed, list[0]);
    }

    function _withdrawals(uint256 seed, uint256 size) private returns (Withdrawal[] memory list) {
        list = new Withdrawal[](size);
        for (uint64 i = 0; i < size; ++i) {
            uint256 random = uint256(keccak256(abi.encode(seed, i)));
            // Indices apart by more than a word of the bitmap, and within one.
            uint64 index = i % 2 == 0 ? i : uint64(random << 8 | i);
            list[i] = Withdrawal(index, address(uint160(random) | 1), uint64(random % 1e15) + 5_000_000);
            _deposit(BOB, ALICE, list[i].amount);
        }
    }
}
